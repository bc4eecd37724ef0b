package dev.shakedown.resultstore.database;

/**
 * A message that was read from Kafka.
 *
 * @param body the message
 * @param json the same message as it was written, to be stored
 */
public record ReceivedMessage<T>(T body, String json) {}
