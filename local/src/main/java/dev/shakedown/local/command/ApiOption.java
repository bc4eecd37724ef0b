package dev.shakedown.local.command;

import dev.shakedown.local.client.JobApi;
import java.net.URI;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that says where job-api is. */
final class ApiOption {

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "${env:SHAKEDOWN_API:-http://127.0.0.1:8080}",
            description = "Where job-api is; else SHAKEDOWN_API (now: ${DEFAULT-VALUE}).")
    private String address = "";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec command;

    /** Whether nobody has said where job-api is, so that it is looked for where the local stack has it. */
    boolean isUnset() {
        return System.getenv("SHAKEDOWN_API") == null
                && !command.commandLine().getParseResult().hasMatchedOption("--api");
    }

    JobApi api() {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return new JobApi(uri);
            }
        } catch (IllegalArgumentException e) {
            // Not even a URI: said below.
        }
        throw CommandException.badInput("--api: " + address + ": must be an address such as http://127.0.0.1:8080");
    }
}
