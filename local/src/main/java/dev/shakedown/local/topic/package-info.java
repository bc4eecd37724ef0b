/** What Kafka holds, read from outside the services. */
@NullMarked
package dev.shakedown.local.topic;

import org.jspecify.annotations.NullMarked;
