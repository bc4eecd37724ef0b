/**
 * How a job leaves the device: with a result ({@link dev.shakedown.attackworker.completion.JobCompletion}), for a
 * retry, or with its state when its leg ends ({@link dev.shakedown.attackworker.completion.LegEnd}). Evaluates the
 * perturbation, encodes the artifacts and publishes them before the result.
 */
package dev.shakedown.attackworker.completion;
