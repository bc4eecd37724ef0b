package dev.shakedown.resultstore.deadletter;

/**
 * A dead letter as it is stored.
 *
 * @param id grows in the order of arrival
 * @param message the {@code DeadLetter} message as JSON
 */
public record StoredDeadLetter(long id, String message) {}
