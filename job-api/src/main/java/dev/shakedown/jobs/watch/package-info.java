/** How a campaign is going. */
@NullMarked
package dev.shakedown.jobs.watch;

import org.jspecify.annotations.NullMarked;
