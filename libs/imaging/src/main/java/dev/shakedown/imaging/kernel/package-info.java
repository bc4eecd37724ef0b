/**
 * Blur kernels: parametric ones, and those that users bring as files.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><th>symbol</th><th>type</th><th>unit</th><th>range</th></tr>
 * <tr><td>b</td><td>{@link dev.shakedown.imaging.kernel.BlurKernel}</td><td>share of the light</td>
 *     <td>each at least 0, sum 1</td></tr>
 * <tr><td>size</td><td>int, side of the square kernel</td><td>pixels</td><td>odd, 3 to 255</td></tr>
 * <tr><td>sigma</td><td>double, standard deviation of a Gaussian</td><td>pixels</td><td>above 0</td></tr>
 * <tr><td>radius</td><td>double, of a disk</td><td>pixels</td><td>(0, size/2]</td></tr>
 * <tr><td>length</td><td>double, of a straight path</td><td>pixels</td><td>(0, size]</td></tr>
 * <tr><td>angle</td><td>double, of a straight path</td><td>degrees, counter-clockwise from the positive horizontal
 *     axis</td><td>finite</td></tr>
 * <tr><td>seed</td><td>long, of a camera trajectory</td><td></td><td>any</td></tr>
 * </table>
 *
 * <p>Row 0 is the top row. Kernels mean true convolution: weight (row, column) moves light down by row - size/2 and to
 * the right by column - size/2 pixels (integer division).
 */
package dev.shakedown.imaging.kernel;
