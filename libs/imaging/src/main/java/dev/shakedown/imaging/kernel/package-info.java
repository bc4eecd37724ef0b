/**
 * Blur kernels: parametric ones, and those that users bring as files.
 *
 * <p>Row 0 is the top row. Kernels mean true convolution: weight (row, column) moves light down by row - size/2 and to
 * the right by column - size/2 pixels (integer division).
 */
package dev.shakedown.imaging.kernel;
