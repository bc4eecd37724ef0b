/** Jobs that were given up, asked for again. */
@NullMarked
package dev.shakedown.jobapi.deadletter;

import org.jspecify.annotations.NullMarked;
