/** Requeueing of dead letters. */
@NullMarked
package dev.shakedown.jobapi.deadletter;

import org.jspecify.annotations.NullMarked;
