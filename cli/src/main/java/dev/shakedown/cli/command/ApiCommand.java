package dev.shakedown.cli.command;

import dev.shakedown.client.CampaignLookup;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.service.access.TokenFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that calls the services. */
abstract class ApiCommand extends PrintingCommand {

    private static final int HIGHEST_PORT = 65535;
    private static final String USUAL = "http://127.0.0.1:8080";

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "${env:SHAKEDOWN_API:-" + USUAL + "}",
            description = "Where job-api is; else SHAKEDOWN_API, else api in the settings (now: ${DEFAULT-VALUE}).")
    private String address = USUAL;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "A file with the token to send, where the services ask for one; else SHAKEDOWN_TOKEN, which is "
                            + "the token itself.")
    private @Nullable Path tokenFile;

    final JobApiClient api() {
        return new JobApiClient(address(), token());
    }

    final ResultStoreClient store() {
        return api().resultStore();
    }

    final URI address() {
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

    final Optional<String> token() {
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

    /** The id of a campaign that is given by its id, the beginning of its id, or its name. */
    final String campaign(String given) {
        return CampaignLookup.idOf(given, api());
    }

    /** The id of the campaign that was submitted last. */
    final String lastCampaign() {
        CampaignStatus newest = CampaignLookup.newest(api());
        note("campaign %s (%s)".formatted(newest.name(), newest.id()));
        return newest.id();
    }

    /** That something else than job-api answers at its address; empty if nothing does, or if it is job-api. */
    final Optional<ServiceFailure> foreign() {
        return api().foreign();
    }

    /** A command of this program that reaches the same service with the same token, for the reader to copy. */
    final String command(String words) {
        return "./shakedown " + words + (isMatched("--api") ? " --api " + address : "")
                + (isMatched("--token-file") ? " --token-file " + tokenFile : "");
    }

    /** Whether the address of job-api is the default one, that of the local stack. */
    final boolean isDefaultApi() {
        return address.equals(USUAL) && System.getenv("SHAKEDOWN_API") == null && !isMatched("--api");
    }

    private boolean isMatched(String option) {
        return spec().commandLine().getParseResult().hasMatchedOption(option);
    }
}
