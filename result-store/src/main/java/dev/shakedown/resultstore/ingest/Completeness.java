package dev.shakedown.resultstore.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a message has every field that it must have. The contract's records say with {@code @Nullable} what may be
 * missing; a JSON reader does not look.
 */
public final class Completeness {

    /** To reflect on a record takes longer than to read it: it is done once for each type. */
    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .filter(component -> !component.getType().isPrimitive())
                    .map(Field::of)
                    .toList();
        }
    };

    private Completeness() {}

    private record Field(String name, Method accessor, boolean mayBeMissing) {

        static Field of(RecordComponent component) {
            return new Field(
                    component.getName(),
                    component.getAccessor(),
                    component.getAnnotatedType().isAnnotationPresent(Nullable.class));
        }

        @Nullable
        Object in(Record message) {
            try {
                return accessor.invoke(message);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("The contract's records are public", e);
            }
        }
    }

    /** The path of a field that is missing, such as {@code attack.objective}. */
    public static Optional<String> missing(Record message) {
        return Optional.ofNullable(missingIn(message)).map(path -> path.substring(1));
    }

    /** The path after what it starts from, such as {@code .objective}; null if nothing is missing. */
    private static @Nullable String missingIn(Object value) {
        if (value instanceof Record message) {
            for (Field field : FIELDS.get(message.getClass())) {
                Object part = field.in(message);
                if (part == null && !field.mayBeMissing()) {
                    return "." + field.name();
                }
                String missing = part == null ? null : missingIn(part);
                if (missing != null) {
                    return "." + field.name() + missing;
                }
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                String missing = missingIn(list.get(i));
                if (missing != null) {
                    return "[" + i + "]" + missing;
                }
            }
        }
        return null;
    }
}
