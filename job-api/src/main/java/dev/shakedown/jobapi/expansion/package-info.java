/** Campaigns into jobs: the order, the affinity keys, and the consumer that publishes them. */
@NullMarked
package dev.shakedown.jobapi.expansion;

import org.jspecify.annotations.NullMarked;
