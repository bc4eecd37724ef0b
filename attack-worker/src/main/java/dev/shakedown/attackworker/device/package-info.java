/** The one thread that computes: batches, their steps, and when a job joins or leaves. Starts and stops the worker. */
package dev.shakedown.attackworker.device;
