package dev.shakedown.resultstore.job;

import org.jspecify.annotations.Nullable;

/**
 * A job of the database.
 *
 * @param ordinal the job's place in the campaign that was asked about; 0 where none was
 * @param request the {@code AttackRequest} message as JSON
 * @param result the {@code AttackResult} message as JSON; null until the job has ended
 */
public record JobRow(long ordinal, String request, @Nullable String result) {}
