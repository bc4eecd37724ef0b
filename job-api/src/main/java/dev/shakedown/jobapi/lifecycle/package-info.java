/** Where a campaign stands: its states and what leads from one to another, and what Kafka says of it. */
@NullMarked
package dev.shakedown.jobapi.lifecycle;

import org.jspecify.annotations.NullMarked;
