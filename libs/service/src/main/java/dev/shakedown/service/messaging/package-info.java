/**
 * Following whole Kafka topics, for services that keep what a topic says in memory; running jobs; needs of topics, why
 * records are refused, and traces through records.
 */
package dev.shakedown.service.messaging;
