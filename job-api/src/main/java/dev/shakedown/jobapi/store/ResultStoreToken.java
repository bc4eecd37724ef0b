package dev.shakedown.jobapi.store;

import dev.shakedown.service.access.TokenFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;

/** Shows the result-store the token of {@link ResultStoreConfig#tokenFile()}, if there is such a file. */
@ApplicationScoped
public class ResultStoreToken implements ClientRequestFilter {

    private final Optional<TokenFile> file;

    ResultStoreToken(ResultStoreConfig config) {
        this.file = config.tokenFile().map(path -> new TokenFile("shakedown.result-store.token-file", path));
    }

    @Override
    public void filter(ClientRequestContext request) {
        file.ifPresent(token -> request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, token.authorization()));
    }
}
