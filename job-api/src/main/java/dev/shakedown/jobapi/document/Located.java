package dev.shakedown.jobapi.document;

/**
 * A value with its place in the document.
 *
 * @param path such as {@code attacks[1].target}; {@value #DOCUMENT} for the whole
 */
public record Located<T>(String path, T value) {

    /** The path of the document's root. */
    public static final String DOCUMENT = "document";

    /** Another value at the same place. */
    public <S> Located<S> with(S other) {
        return new Located<>(path, other);
    }
}
