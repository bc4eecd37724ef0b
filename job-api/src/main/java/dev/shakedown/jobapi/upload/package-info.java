/** Images and kernels that people bring: read whole, checked, and handed to the result-store. */
package dev.shakedown.jobapi.upload;
