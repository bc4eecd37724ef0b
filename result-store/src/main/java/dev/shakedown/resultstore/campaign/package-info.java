/** Campaigns that were accepted, and how far they have come. */
package dev.shakedown.resultstore.campaign;
