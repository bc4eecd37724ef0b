package dev.shakedown.service.messaging;

/**
 * Where a record is on the brokers.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset there
 */
public record RecordPlace(String topic, int partition, long offset) {}
