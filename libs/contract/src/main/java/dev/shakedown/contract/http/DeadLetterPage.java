package dev.shakedown.contract.http;

import dev.shakedown.contract.DeadLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters, the oldest first.
 *
 * @param deadLetters by id
 * @param next where the next page starts, to be given as {@code after}; null if there is none now
 */
public record DeadLetterPage(
        List<Numbered> deadLetters, @Nullable Long next) {

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the answer leaves out.
    public DeadLetterPage {
        deadLetters = deadLetters == null ? List.of() : List.copyOf(deadLetters);
    }

    /**
     * A dead letter and its place.
     *
     * @param id grows in the order of arrival
     * @param deadLetter the message
     */
    public record Numbered(long id, DeadLetter deadLetter) {}
}
