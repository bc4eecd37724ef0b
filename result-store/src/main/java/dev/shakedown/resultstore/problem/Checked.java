package dev.shakedown.resultstore.problem;

import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** A parameter that was checked: its value, or the problem with it. */
public sealed interface Checked<T> {

    /** The parameter is fine. */
    record Valid<T>(T value) implements Checked<T> {}

    /** The parameter makes no sense. */
    record Invalid<T>(Problem problem) implements Checked<T> {}

    /** The answer for the value, or else the problem. */
    default Response answer(Function<T, Response> answer) {
        if (this instanceof Valid<T> valid) {
            return answer.apply(valid.value());
        }
        return ((Invalid<T>) this).problem().response();
    }
}
