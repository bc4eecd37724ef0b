/**
 * Restoration networks N: TorchScript files with a card, a registry over a directory of them, and their input gradient.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><th>symbol</th><th>type</th><th>shape, unit and range</th></tr>
 * <tr><td>y</td><td>{@code NDArray}</td><td>(N, 3, H, W), RGB in [0,1], float32</td></tr>
 * <tr><td>b</td><td>{@code NDArray}</td><td>(N, 1, K, K), sum 1 each, K odd, centred, float32; absent for blind
 * networks</td></tr>
 * <tr><td>N(y), N(y, b)</td><td>{@code NDArray}</td><td>(N, 3, H, W), about [0,1], not clamped</td></tr>
 * </table>
 */
package dev.shakedown.models.restoration;
