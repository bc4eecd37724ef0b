/**
 * Blur synthesis: y = B x + n, where B x = x * b for a blur that is the same everywhere. Pure numerics; knows no
 * framework and no network.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><th>symbol</th><th>type</th><th>unit</th><th>range</th></tr>
 * <tr><td>x</td><td>{@link dev.shakedown.imaging.image.PlanarImage}, sharp</td><td>share of full brightness</td>
 *     <td>[0,1]</td></tr>
 * <tr><td>b</td><td>{@link dev.shakedown.imaging.kernel.BlurKernel}</td><td>share of the light</td><td>each at least 0, sum
 *     1</td></tr>
 * <tr><td>B</td><td>{@link dev.shakedown.attackworker.blur.BlurOperator}</td><td></td><td>linear; constant images stay constant</td></tr>
 * <tr><td>w</td><td>{@link dev.shakedown.attackworker.blur.EfficientFilterFlow.PatchWindows}, of a patch</td><td></td><td>[0,1], sum 1</td></tr>
 * <tr><td>H</td><td>{@link dev.shakedown.attackworker.blur.CameraMotion.CameraView}, homography</td><td>pixels from the image's centre</td><td></td></tr>
 * <tr><td>n</td><td>{@link dev.shakedown.attackworker.blur.BlurSynthesis}, noise</td><td>share of full brightness</td><td>standard
 *     deviation sigma, at least 0</td></tr>
 * <tr><td>y</td><td>{@link dev.shakedown.imaging.image.PlanarImage}, blurred</td><td>share of full brightness</td>
 *     <td>[0,1]; beyond it by noise unless rounded to 8 bits</td></tr>
 * <tr><td>R</td><td>int, radius of b</td><td>pixels</td><td>(size - 1) / 2</td></tr>
 * </table>
 */
package dev.shakedown.attackworker.blur;
