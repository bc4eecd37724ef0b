package dev.shakedown.jobapi.document;

/** The languages that documents are written in. */
public enum DocumentFormat {
    JSON,
    YAML
}
