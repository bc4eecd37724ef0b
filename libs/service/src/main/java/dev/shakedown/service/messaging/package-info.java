/**
 * Following whole Kafka topics, for the services that keep what a topic says in memory; what topics must be like, and
 * why records are refused; traces through records.
 */
@NullMarked
package dev.shakedown.service.messaging;

import org.jspecify.annotations.NullMarked;
