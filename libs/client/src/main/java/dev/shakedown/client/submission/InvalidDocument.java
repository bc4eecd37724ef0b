package dev.shakedown.client.submission;

import java.util.List;

/** A campaign document that cannot be submitted as it is; nothing was accepted. */
public final class InvalidDocument extends RuntimeException {

    private final List<String> lines;

    public InvalidDocument(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    /** What is wrong, a line each: field, value, what would be right. */
    public List<String> lines() {
        return lines;
    }
}
