/** The one thread that computes: batches, their steps, and when a job joins or leaves. Starts and stops the worker. */
@NullMarked
package dev.shakedown.attackworker.device;

import org.jspecify.annotations.NullMarked;
