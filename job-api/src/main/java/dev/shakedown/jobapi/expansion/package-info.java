/** Campaigns into jobs: the order, the affinity keys, and the consumer that publishes them. */
package dev.shakedown.jobapi.expansion;
