package dev.shakedown.attackworker.preparation;

import dev.shakedown.service.access.TokenFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Shows the result-store the token of {@code shakedown.result-store.token-file}, if there is such a file. */
@ApplicationScoped
public class ResultStoreToken implements ClientRequestFilter {

    private static final String KEY = "shakedown.result-store.token-file";

    private final Optional<TokenFile> file;

    ResultStoreToken(@ConfigProperty(name = KEY) Optional<Path> file) {
        this.file = file.map(path -> new TokenFile(KEY, path));
    }

    @Override
    public void filter(ClientRequestContext request) {
        file.ifPresent(token -> request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, token.authorization()));
    }
}
