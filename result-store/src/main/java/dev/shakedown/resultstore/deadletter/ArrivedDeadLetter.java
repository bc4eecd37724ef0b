package dev.shakedown.resultstore.deadletter;

import dev.shakedown.contract.DeadLetter;

/**
 * A dead letter as it came over Kafka.
 *
 * @param letter the message
 * @param json the message as it was written
 */
public record ArrivedDeadLetter(DeadLetter letter, String json) {}
