/**
 * A campaign: images x blurs x networks x attacks x budgets.
 *
 * <table>
 * <caption>Symbols</caption>
 * <tr><th>symbol</th><th>type</th><th>unit and range</th></tr>
 * <tr><td>x</td><td>{@link dev.shakedown.contract.campaign.ImageRef} (sharp)</td><td>RGB in [0,1]</td></tr>
 * <tr><td>b</td><td>{@link dev.shakedown.contract.campaign.KernelSpec}</td><td>sum 1, odd side</td></tr>
 * <tr><td>y</td><td>blurred image</td><td>RGB in [0,1]</td></tr>
 * <tr><td>epsilon</td><td>budget</td><td>255ths: 4 means 4/255</td></tr>
 * </table>
 */
package dev.shakedown.contract.campaign;
