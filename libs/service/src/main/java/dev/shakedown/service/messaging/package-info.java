/** Following whole Kafka topics, for the services that keep what a topic says in memory; traces through records. */
package dev.shakedown.service.messaging;
