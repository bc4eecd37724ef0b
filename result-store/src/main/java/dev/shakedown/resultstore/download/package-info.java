/** Taking data away: all of a campaign's rows or perturbations in one stream, however many there are. */
package dev.shakedown.resultstore.download;
