/** Images and kernels that people bring: read whole, checked, and handed to the result-store. */
@NullMarked
package dev.shakedown.jobapi.upload;

import org.jspecify.annotations.NullMarked;
