package dev.shakedown.cli.command;

import dev.shakedown.client.CampaignLookup;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.ServiceFailure;
import java.util.Optional;
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

    /** The id of a campaign that is given by its id, the beginning of its id, or its name. */
    final String campaign(String given) {
        return CampaignLookup.idOf(given, api());
    }

    /** That something else than job-api answers at its address; empty if nothing does, or if it is job-api. */
    final Optional<ServiceFailure> foreign() {
        return api().foreign();
    }

    /** Whether the address of job-api is the default. */
    final boolean isDefaultApi() {
        return apiOption.isUnset();
    }
}
