/**
 * How like two images are. Pure numerics; knows no framework and no network.
 *
 * <p>Every metric looks at values clamped to [0,1], in one place,
 * {@link dev.shakedown.attackworker.metric.ClampedImage}; a NaN, as a network may produce, stays NaN and makes every
 * metric NaN. Sums run in float64.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><th>symbol</th><th>type</th><th>unit</th><th>range</th></tr>
 * <tr><td>a, b</td><td>{@link dev.shakedown.imaging.image.PlanarImage}, of equal size</td><td>share of full brightness</td>
 *     <td>any; looked at clamped to [0,1]</td></tr>
 * <tr><td>PSNR</td><td>double</td><td>dB</td><td>at least 0; infinite for equal images</td></tr>
 * <tr><td>NCC</td><td>double</td><td></td><td>[-1,1]; NaN if an image is constant</td></tr>
 * <tr><td>SSIM</td><td>double</td><td></td><td>[-1,1]; NaN below 11 x 11 pixels</td></tr>
 * </table>
 */
package dev.shakedown.attackworker.metric;
