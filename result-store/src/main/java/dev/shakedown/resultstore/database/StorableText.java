package dev.shakedown.resultstore.database;

/** Text that PostgreSQL takes: its text and jsonb take neither U+0000 nor half of a surrogate pair. */
public final class StorableText {

    private StorableText() {}

    /** The text with U+FFFD in the place of what cannot be stored. */
    public static String of(String text) {
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(storable::appendCodePoint);
        return storable.toString();
    }
}
