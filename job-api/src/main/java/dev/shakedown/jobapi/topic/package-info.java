/** Kafka topics: creating, reading whole, following, and publishing with acknowledgement. */
package dev.shakedown.jobapi.topic;
