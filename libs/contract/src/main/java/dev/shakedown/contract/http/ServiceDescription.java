package dev.shakedown.contract.http;

import java.net.URI;

/**
 * What this service is and where its companion is.
 *
 * @param name always {@code shakedown}
 * @param resultStore base address of the result-store, as clients reach it
 */
public record ServiceDescription(String name, URI resultStore) {}
