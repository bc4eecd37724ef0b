package dev.shakedown.contract.network;

/**
 * One exact network file.
 *
 * @param id what people call it: {@code name} or {@code name@variant}
 * @param sha256 SHA-256 of the file, lower-case hexadecimal
 */
public record NetworkRef(String id, String sha256) {}
