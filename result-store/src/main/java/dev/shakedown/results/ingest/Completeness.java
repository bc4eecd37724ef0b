package dev.shakedown.results.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a message has every field that it must have. The contract's records say with {@code @Nullable} what may be
 * missing; a JSON reader does not look.
 */
final class Completeness {

    private Completeness() {}

    /** The path of a field that is missing, such as {@code attack.objective}. */
    static Optional<String> missing(Record message) {
        return missing("", message);
    }

    private static Optional<String> missing(String path, Object value) {
        if (value instanceof Record message) {
            for (RecordComponent component : message.getClass().getRecordComponents()) {
                String field = path.isEmpty() ? component.getName() : path + "." + component.getName();
                Object part = part(message, component);
                Optional<String> missing = part != null
                        ? missing(field, part)
                        : component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                                ? Optional.empty()
                                : Optional.of(field);
                if (missing.isPresent()) {
                    return missing;
                }
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                Optional<String> missing = missing(path + "[" + i + "]", list.get(i));
                if (missing.isPresent()) {
                    return missing;
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Object part(Record message, RecordComponent component) {
        try {
            return component.getAccessor().invoke(message);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("The contract's records are public", e);
        }
    }
}
