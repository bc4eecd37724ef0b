/** What Kafka holds, read from outside the services. */
@NullMarked
package dev.shakedown.stack.topic;

import org.jspecify.annotations.NullMarked;
