package dev.shakedown.service.problem;

import dev.shakedown.contract.http.Problem;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A value from a request that was checked, or the problem with it. */
public sealed interface Checked<T> {

    record Valid<T>(T value) implements Checked<T> {}

    /** The value is invalid, or cannot be used now. */
    record Invalid<T>(Problem problem) implements Checked<T> {}

    /** A parameter or field that is invalid; {@code value} is null if it is missing. */
    static <T> Checked<T> invalid(String field, @Nullable String value, String expected) {
        return new Invalid<>(ProblemType.invalidParameter(field, value, expected));
    }

    /** The parameter as it was read, which is empty if it is invalid. */
    static <T> Checked<T> of(Optional<T> read, String field, String value, String expected) {
        return read.<Checked<T>>map(Valid::new).orElseGet(() -> invalid(field, value, expected));
    }

    /** Kafka or another service does not answer. */
    static <T> Checked<T> unavailable(String reason) {
        return new Invalid<>(ProblemType.UNAVAILABLE.problem(reason));
    }

    /** Applies a function to a valid value. */
    default <S> Checked<S> flatMap(Function<T, Checked<S>> function) {
        return this instanceof Valid<T> valid ? function.apply(valid.value()) : new Invalid<>(problemOfInvalid());
    }

    /** The response for the value, or else for the problem. */
    default Response answer(Function<T, Response> answer) {
        return this instanceof Valid<T> valid
                ? answer.apply(valid.value())
                : ProblemMapper.response(problemOfInvalid());
    }

    private Problem problemOfInvalid() {
        return ((Invalid<T>) this).problem();
    }
}
