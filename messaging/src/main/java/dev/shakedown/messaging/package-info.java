/** Following whole Kafka topics, for the services that keep what a topic says in memory. */
@NullMarked
package dev.shakedown.messaging;

import org.jspecify.annotations.NullMarked;
