/** How a campaign is going. */
package dev.shakedown.jobapi.watch;
