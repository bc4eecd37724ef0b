package dev.shakedown.jobapi.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where the result-store is. */
@ConfigMapping(prefix = "shakedown.result-store")
public interface ResultStoreConfig {

    /** The address of the result-store for this service. */
    @WithDefault("http://localhost:8081")
    URI url();

    /** The address of the result-store for clients; returned by {@code GET /api/v1}. */
    @WithDefault("${shakedown.result-store.url:http://localhost:8081}")
    URI publicUrl();

    /** The file with the token to show it, read again when it changes; without it no token is sent. */
    Optional<Path> tokenFile();
}
