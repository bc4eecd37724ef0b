/**
 * Numeric arrays as NumPy's NPY files hold them: written exactly, read defensively. Knows nothing else of Shakedown.
 */
package dev.shakedown.imaging.array;
