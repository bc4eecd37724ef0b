package dev.shakedown.client.artifact;

/** A file is not what its job says it is. */
public final class BrokenArtifact extends RuntimeException {

    /** Says which file and what is wrong with it. */
    public BrokenArtifact(String message) {
        super(message);
    }
}
