package dev.shakedown.resultstore.job;

import dev.shakedown.contract.job.AttackRequest;

/**
 * A job's request as it came over Kafka.
 *
 * @param request the message
 * @param json the message as it was written
 */
public record ArrivedRequest(AttackRequest request, String json) {}
