/**
 * Checks whether a network file does what the attack relies on, by running it: shapes and sizes, images that do not
 * influence one another, and an input gradient that is the gradient.
 */
package dev.shakedown.models.check;
