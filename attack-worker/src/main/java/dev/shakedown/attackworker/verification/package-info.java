/**
 * Recomputes what a job has stored, from the bytes that it stored and from nothing else that it did: hashes, the
 * constraint on delta, y from the sharp image, the outputs of every judge, every number of its evaluations, and the
 * pictures. Pure numerics; knows no service. Symbols are those of {@link dev.shakedown.attackworker.attack}.
 */
package dev.shakedown.attackworker.verification;
