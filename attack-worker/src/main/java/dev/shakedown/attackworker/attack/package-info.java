/**
 * The attack: projected gradient steps with Adam's updates on a batch of slots, and their outcomes.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><th>symbol</th><th>meaning</th><th>shape, unit and range</th></tr>
 * <tr><td>y</td><td>blurred image</td><td>(3, H, W), RGB, about [0,1]</td></tr>
 * <tr><td>b</td><td>blur kernel</td><td>(K, K), sum 1, K odd; inside a batch zero-padded to a common K</td></tr>
 * <tr><td>delta</td><td>perturbation</td><td>(3, H, W), |delta| at most epsilon</td></tr>
 * <tr><td>epsilon</td><td>budget</td><td>on the scale of [0,1]; 255ths outside of this package</td></tr>
 * <tr><td>r</td><td>reference: N(y) if untargeted, xTarget if targeted</td><td>(3, H, W)</td></tr>
 * <tr><td>m, v</td><td>Adam's moments of the gradient</td><td>(3, H, W)</td></tr>
 * <tr><td>t</td><td>updates done</td><td>0 to the attack's steps</td></tr>
 * </table>
 *
 * Knows libtorch (through DJL) but no framework, no messaging and no SQL: usable as a library.
 */
package dev.shakedown.attackworker.attack;
