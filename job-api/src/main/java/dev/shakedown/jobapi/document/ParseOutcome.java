package dev.shakedown.jobapi.document;

import com.fasterxml.jackson.databind.JsonNode;

/** The outcome of parsing bytes as a document. */
public sealed interface ParseOutcome {

    /**
     * They are one.
     *
     * @param root its tree
     */
    record Parsed(JsonNode root) implements ParseOutcome {}

    /**
     * They are not, or not one that is safe to read.
     *
     * @param detail why, and where, human-readable
     */
    record Unreadable(String detail) implements ParseOutcome {}
}
