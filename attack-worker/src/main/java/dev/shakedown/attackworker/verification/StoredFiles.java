package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.job.ArtifactKind;
import java.util.Optional;

/** Where a job's bytes come from. Nobody has looked at them yet: they may be damaged, or others' altogether. */
public interface StoredFiles {

    /** An artifact's bytes, as the store gives them out; empty if it has none. */
    Optional<byte[]> artifact(ArtifactKind kind);

    /** The bytes of an uploaded image or kernel; empty if the store has none. */
    Optional<byte[]> upload(String sha256);
}
