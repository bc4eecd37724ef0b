/** Images and kernels that people bring: read whole, checked, and handed to the result-store. */
@NullMarked
package dev.shakedown.jobs.upload;

import org.jspecify.annotations.NullMarked;
