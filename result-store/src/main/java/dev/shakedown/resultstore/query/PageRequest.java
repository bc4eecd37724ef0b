package dev.shakedown.resultstore.query;

import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a long answer is wanted.
 *
 * @param after the ordinal or id before the first one wanted; -1 for the start
 * @param limit how many at most
 */
record PageRequest(long after, int limit) {

    private static final int LIMIT = 100;
    private static final Pattern AFTER = Pattern.compile("-1|\\d{1,18}");
    private static final Pattern COUNT = Pattern.compile("[1-9]\\d{0,8}");

    static Checked<PageRequest> check(@Nullable String after, @Nullable String limit, int largest) {
        if (after != null && !AFTER.matcher(after).matches()) {
            return invalid("after", after, "the next of the page before, or -1 for the start");
        }
        int count = limit == null ? Math.min(LIMIT, largest) : count(limit);
        if (count < 1 || count > largest) {
            return invalid("limit", String.valueOf(limit), "a whole number from 1 to " + largest);
        }
        return new Checked.Valid<>(new PageRequest(after == null ? -1 : Long.parseLong(after), count));
    }

    private static int count(String limit) {
        return COUNT.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
    }

    private static Checked<PageRequest> invalid(String field, String value, String expected) {
        return new Checked.Invalid<>(ProblemType.invalidParameter(field, value, expected));
    }
}
