package dev.shakedown.resultstore.query;

import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import org.jspecify.annotations.Nullable;

/**
 * A job and how it ended.
 *
 * @param request what was asked for
 * @param result how it ended; null until it has
 */
public record JobWithResult(AttackRequest request, @Nullable AttackResult result) {}
