/**
 * Campaigns of other installations: bundles that are checked, averaged and kept beside own campaigns, never among them.
 */
package dev.shakedown.resultstore.bundle;
