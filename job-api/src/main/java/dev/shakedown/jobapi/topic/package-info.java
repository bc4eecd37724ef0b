/** Kafka topics: creating, reading whole, following, and publishing with acknowledgement. */
@NullMarked
package dev.shakedown.jobapi.topic;

import org.jspecify.annotations.NullMarked;
