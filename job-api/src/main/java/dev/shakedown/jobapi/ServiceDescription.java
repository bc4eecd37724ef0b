package dev.shakedown.jobapi;

import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What this service is and where its companion is.
 *
 * @param name always {@code shakedown}
 * @param resultStore base address of the result-store, as clients reach it
 */
@Schema(examples = "{\"name\": \"shakedown\", \"resultStore\": \"http://localhost:8081\"}")
public record ServiceDescription(String name, URI resultStore) {}
