/** Jobs that were given up, asked for again. */
@NullMarked
package dev.shakedown.jobs.deadletter;

import org.jspecify.annotations.NullMarked;
