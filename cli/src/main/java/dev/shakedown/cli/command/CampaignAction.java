package dev.shakedown.cli.command;

import dev.shakedown.contract.http.CampaignStatus;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** An action on a submitted campaign; the command's name is the action's. */
abstract class CampaignAction extends ApiCommand {

    @Parameters(paramLabel = "ID", description = "The campaign: its id, the beginning of its id, or its name.")
    private String id = "";

    @Override
    public Integer call() {
        CampaignStatus status = api().act(campaign(id), spec().name());
        print("%s (%s): %s, %d of %d jobs ended, %d failed"
                .formatted(
                        status.name(),
                        status.id(),
                        status.state().name().toLowerCase(Locale.ROOT),
                        status.ended(),
                        status.jobs(),
                        status.failed()));
        return ExitStatus.OK;
    }

    /** Pause a campaign. */
    @Command(
            name = "pause",
            header = "Pause a campaign.",
            description = "Jobs under way stop after their step and keep their state.",
            mixinStandardHelpOptions = true)
    static final class Pause extends CampaignAction {}

    /** Resume a paused campaign. */
    @Command(
            name = "resume",
            header = "Resume a paused campaign.",
            description = "Jobs go on where they stopped.",
            mixinStandardHelpOptions = true)
    static final class Resume extends CampaignAction {}

    /** Cancel a campaign. */
    @Command(
            name = "cancel",
            header = "Cancel a campaign.",
            description = "Results stay. ./shakedown retry runs the jobs that were not run.",
            mixinStandardHelpOptions = true)
    static final class Cancel extends CampaignAction {}

    /** Retry jobs that failed or were cancelled. */
    @Command(
            name = "retry",
            header = "Retry jobs that failed or were cancelled.",
            description = "Jobs that succeeded are not run again.",
            mixinStandardHelpOptions = true)
    static final class Retry extends CampaignAction {}
}
