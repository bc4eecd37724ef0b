/**
 * Following whole Kafka topics, for the services that keep what a topic says in memory; what topics must be like, and
 * why records are refused; traces through records.
 */
package dev.shakedown.service.messaging;
