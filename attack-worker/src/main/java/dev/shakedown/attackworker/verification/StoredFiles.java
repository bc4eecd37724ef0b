package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.job.ArtifactKind;
import java.util.Optional;

/** A job's files as the store has them, unchecked: bytes may be damaged or belong to another job. */
public interface StoredFiles {

    /** An artifact's bytes, as the store gives them out; empty if it has none. */
    Optional<byte[]> artifact(ArtifactKind kind);

    /** The bytes of an uploaded image or kernel; empty if the store has none. */
    Optional<byte[]> upload(String sha256);
}
