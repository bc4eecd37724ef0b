package dev.shakedown.contract.job;

/**
 * An artifact of a job, by content.
 *
 * @param kind what it is
 * @param sha256 SHA-256 of its bytes, lower-case hexadecimal
 * @param mediaType {@code application/x-npy} or {@code image/png}
 * @param bytes its length
 */
public record ArtifactRef(ArtifactKind kind, String sha256, String mediaType, long bytes) {}
