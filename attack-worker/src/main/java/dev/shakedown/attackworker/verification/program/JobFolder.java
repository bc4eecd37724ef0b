package dev.shakedown.attackworker.verification.program;

import dev.shakedown.attackworker.verification.StoredFiles;
import dev.shakedown.contract.job.ArtifactKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A job's files as they came from the store: {@code job.json}, the artifacts below {@code artifacts/} by kind, and,
 * shared with other jobs, uploads by SHA-256.
 *
 * @param path the job's own folder
 * @param uploads the folder of uploads
 */
record JobFolder(Path path, Path uploads) implements StoredFiles {

    byte[] description() throws IOException {
        return Files.readAllBytes(path.resolve("job.json"));
    }

    @Override
    public Optional<byte[]> artifact(ArtifactKind kind) {
        return read(path.resolve("artifacts").resolve(kind.wireName()));
    }

    @Override
    public Optional<byte[]> upload(String sha256) {
        // It comes from a message, and is to be a name in this folder.
        return sha256.matches("[0-9a-f]{64}") ? read(uploads.resolve(sha256)) : Optional.empty();
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
