/** How a campaign is going. */
@NullMarked
package dev.shakedown.jobapi.watch;

import org.jspecify.annotations.NullMarked;
