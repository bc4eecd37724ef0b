package dev.shakedown.jobapi.store;

import dev.shakedown.contract.DeadLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the stored dead letters.
 *
 * @param deadLetters by id
 * @param next the id after which to ask for more; null if that is all
 */
public record DeadLetterPage(
        List<Stored> deadLetters, @Nullable Long next) {

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the answer leaves out.
    public DeadLetterPage {
        deadLetters = deadLetters == null ? List.of() : List.copyOf(deadLetters);
    }

    /**
     * A dead letter in the store.
     *
     * @param id its place there
     * @param deadLetter what it says
     */
    public record Stored(long id, DeadLetter deadLetter) {}
}
