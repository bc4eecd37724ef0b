/** Where a campaign stands: its states and what leads from one to another, and what Kafka says of it. */
package dev.shakedown.jobapi.lifecycle;
