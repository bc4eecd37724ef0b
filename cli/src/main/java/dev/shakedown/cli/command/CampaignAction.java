package dev.shakedown.cli.command;

import dev.shakedown.client.CampaignStatus;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What people do with a campaign that was submitted; each is a command by its own name. */
abstract class CampaignAction extends ApiCommand {

    @Parameters(paramLabel = "ID", description = "The campaign.")
    private String id = "";

    @Override
    public Integer call() {
        CampaignStatus status = api().act(id, spec().name());
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

    /** Stop a campaign for now. */
    @Command(
            name = "pause",
            header = "Stop a campaign for now.",
            description = "Jobs under way stop after their step and keep their state.",
            mixinStandardHelpOptions = true)
    static final class Pause extends CampaignAction {}

    /** Go on with a paused campaign. */
    @Command(
            name = "resume",
            header = "Go on with a paused campaign.",
            description = "Jobs go on where they stopped.",
            mixinStandardHelpOptions = true)
    static final class Resume extends CampaignAction {}

    /** Stop a campaign for good. */
    @Command(
            name = "cancel",
            header = "Stop a campaign for good.",
            description = "Results stay. What was not run can still be asked for with retry.",
            mixinStandardHelpOptions = true)
    static final class Cancel extends CampaignAction {}

    /** Ask again for jobs that failed or were cancelled. */
    @Command(
            name = "retry",
            header = "Ask again for jobs that failed or were cancelled.",
            description = "Jobs that succeeded are not run again.",
            mixinStandardHelpOptions = true)
    static final class Retry extends CampaignAction {}
}
