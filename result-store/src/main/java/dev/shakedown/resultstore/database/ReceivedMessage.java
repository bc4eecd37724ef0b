package dev.shakedown.resultstore.database;

/** A message that was read from Kafka. */
public record ReceivedMessage<T>(T body, String json) {}
