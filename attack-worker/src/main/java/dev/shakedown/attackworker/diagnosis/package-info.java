/**
 * What makes a job's numbers weaker than they look: restorations that make the picture worse, pairs that do not fit,
 * attacks that could not move. Symbols are those of {@link dev.shakedown.attackworker.attack}.
 */
package dev.shakedown.attackworker.diagnosis;
