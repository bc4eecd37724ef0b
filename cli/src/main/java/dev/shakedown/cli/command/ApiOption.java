package dev.shakedown.cli.command;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.service.access.TokenFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options with the address of job-api and the caller's token. */
final class ApiOption {

    private static final int HIGHEST_PORT = 65535;

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "${env:SHAKEDOWN_API:-http://127.0.0.1:8080}",
            description = "Where job-api is; else SHAKEDOWN_API (now: ${DEFAULT-VALUE}).")
    private String address = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "A file with the token to send, where the services ask for one; else SHAKEDOWN_TOKEN, which is "
                            + "the token itself.")
    private @Nullable Path tokenFile;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec command;

    /** Whether the address of job-api is the default one, that of the local stack. */
    boolean isUnset() {
        return System.getenv("SHAKEDOWN_API") == null
                && !command.commandLine().getParseResult().hasMatchedOption("--api");
    }

    JobApiClient api() {
        return new JobApiClient(address(), token());
    }

    URI address() {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getPort() <= HIGHEST_PORT) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Not even a URI: said below.
        }
        throw CommandException.badInput("--api: " + address + ": must be an address such as http://127.0.0.1:8080");
    }

    /** Read once, when the command starts. */
    Optional<String> token() {
        if (tokenFile != null) {
            try {
                return Optional.of(new TokenFile("--token-file", tokenFile).token());
            } catch (IllegalStateException e) {
                throw CommandException.badInput(String.valueOf(e.getMessage()));
            }
        }
        String token = System.getenv("SHAKEDOWN_TOKEN");
        if (token == null || token.isBlank()) {
            return Optional.empty();
        }
        if (!TokenFile.isToken(token.strip())) {
            throw CommandException.badInput("SHAKEDOWN_TOKEN: must be one token and nothing else");
        }
        return Optional.of(token.strip());
    }
}
