package dev.shakedown.service.access;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sends the result-store the token in the file {@value #KEY}, if that is set. */
public final class ResultStoreToken implements ClientRequestFilter {

    private static final String KEY = "shakedown.result-store.token-file";

    private final Optional<TokenFile> file =
            ConfigProvider.getConfig().getOptionalValue(KEY, Path.class).map(path -> new TokenFile(KEY, path));

    @Override
    public void filter(ClientRequestContext request) {
        file.ifPresent(token -> request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, token.authorization()));
    }
}
