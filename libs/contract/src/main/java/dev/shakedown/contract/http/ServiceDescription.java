package dev.shakedown.contract.http;

import java.net.URI;

/**
 * This service and its result-store.
 *
 * @param name always {@code shakedown}
 * @param resultStore base address of the result-store, as clients reach it
 */
public record ServiceDescription(String name, URI resultStore) {}
