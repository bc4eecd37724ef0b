/** Measurements: what results come to, side by side and quick to read, by what they have in common. */
package dev.shakedown.resultstore.measurement;
