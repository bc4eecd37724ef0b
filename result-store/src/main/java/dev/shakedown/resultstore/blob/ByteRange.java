package dev.shakedown.resultstore.blob;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a blob (RFC 9110, section 14).
 *
 * @param first offset of its first byte, from 0
 * @param length how many bytes
 */
record ByteRange(long first, long length) {

    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What a request asks for. */
    sealed interface Wanted {
        /** All of it: nothing was said, or nothing that this service knows, which may be overlooked. */
        record All() implements Wanted {}

        record Part(ByteRange range) implements Wanted {}

        /** A part that the blob does not have. */
        record None() implements Wanted {}
    }

    /** Reads the header {@code Range} for a blob of that length. */
    static Wanted read(@Nullable String header, long length) {
        Optional<Matcher> matcher =
                Optional.ofNullable(header).map(ONE_RANGE::matcher).filter(Matcher::matches);
        if (matcher.isEmpty()) {
            return new Wanted.All();
        }
        String first = matcher.get().group(1);
        String last = matcher.get().group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return new Wanted.All();
        }
        if (first.isEmpty()) {
            long suffix = Math.min(Long.parseLong(last), length);
            return suffix == 0 ? new Wanted.None() : new Wanted.Part(new ByteRange(length - suffix, suffix));
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? length - 1 : Math.min(Long.parseLong(last), length - 1);
        if (!last.isEmpty() && Long.parseLong(last) < from) {
            return new Wanted.All();
        }
        return from >= length ? new Wanted.None() : new Wanted.Part(new ByteRange(from, to - from + 1));
    }

    static ByteRange all(long length) {
        return new ByteRange(0, length);
    }

    /** The value of {@code Content-Range}. */
    String contentRange(long whole) {
        return "bytes %d-%d/%d".formatted(first, first + length - 1, whole);
    }
}
