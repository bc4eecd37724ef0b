package dev.shakedown.service.problem;

import dev.shakedown.contract.http.Problem;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/** A value from a request that was checked, or the problem with it. */
public sealed interface Checked<T> {

    /** The value is valid. */
    record Valid<T>(T value) implements Checked<T> {}

    /** The value is invalid, or cannot be used now. */
    record Invalid<T>(Problem problem) implements Checked<T> {}

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
