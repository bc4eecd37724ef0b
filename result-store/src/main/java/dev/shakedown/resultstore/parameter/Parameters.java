package dev.shakedown.resultstore.parameter;

import dev.shakedown.contract.http.Violation;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of one request and notes everything that is wrong with them; what is wrong is read as if it were
 * not given. Not thread-safe.
 */
public final class Parameters {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,20})?([eE]-?\\d{1,2})?");
    private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");
    private static final int LONGEST_TEXT = 200;

    private final MultivaluedMap<String, String> given;
    private final TreeSet<String> unread;
    private final TreeSet<String> known = new TreeSet<>();
    private final List<Violation> violations = new ArrayList<>();

    public Parameters(MultivaluedMap<String, String> given) {
        this.given = given;
        this.unread = new TreeSet<>(given.keySet());
    }

    /** Text of any kind; it is only ever compared. */
    public @Nullable String text(String name) {
        return value(
                        name,
                        "1 to " + LONGEST_TEXT + " characters",
                        text -> text.length() <= LONGEST_TEXT && text.indexOf('\0') < 0
                                ? Optional.of(text)
                                : Optional.empty())
                .orElse(null);
    }

    /** A number that is not negative, with as many digits as a double can have. */
    public @Nullable Double number(String name, String meaning) {
        return value(
                        name,
                        meaning,
                        text -> NUMBER.matcher(text).matches()
                                ? Optional.of(Double.valueOf(text))
                                : Optional.<Double>empty())
                .orElse(null);
    }

    /** A whole number in a range. */
    public @Nullable Integer whole(String name, int least, int most) {
        return value(
                        name,
                        "a whole number from %d to %d".formatted(least, most),
                        text -> WHOLE.matcher(text).matches()
                                ? Optional.of(Integer.valueOf(text)).filter(number -> number >= least && number <= most)
                                : Optional.<Integer>empty())
                .orElse(null);
    }

    /** One of several words. */
    public <T> Optional<T> choice(String name, Collection<String> words, Function<String, Optional<T>> meaning) {
        return value(name, "one of " + String.join(", ", words), meaning);
    }

    /** Something that was read from text. */
    public <T> Optional<T> value(String name, String expected, Function<String, Optional<T>> meaning) {
        known.add(name);
        unread.remove(name);
        List<String> values = given.get(name);
        if (values == null) {
            return Optional.empty();
        }
        String text = String.valueOf(values.get(0));
        Optional<T> value = values.size() == 1 && !text.isEmpty() ? meaning.apply(text) : Optional.empty();
        if (value.isEmpty()) {
            violations.add(
                    new Violation(name, String.join(" and ", values), expected + (values.size() > 1 ? ", once" : "")));
        }
        return value;
    }

    /** The request, if nothing was wrong; to be called when everything was read. */
    public <T> Checked<T> checked(Supplier<T> request) {
        for (String name : unread) {
            violations.add(new Violation(
                    name,
                    String.valueOf(given.getFirst(name)),
                    "left out: parameters are " + String.join(", ", known)));
        }
        return violations.isEmpty()
                ? new Checked.Valid<>(request.get())
                : new Checked.Invalid<>(ProblemType.invalidParameters(violations));
    }
}
