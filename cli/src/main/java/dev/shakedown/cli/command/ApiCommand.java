package dev.shakedown.cli.command;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ResultStoreClient;
import picocli.CommandLine.Mixin;

/** A command that calls the services. */
abstract class ApiCommand extends PrintingCommand {

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    final JobApiClient api() {
        return apiOption.api();
    }

    final ResultStoreClient store() {
        return api().resultStore();
    }

    /** Whether the address of job-api is the default. */
    final boolean isDefaultApi() {
        return apiOption.isUnset();
    }
}
