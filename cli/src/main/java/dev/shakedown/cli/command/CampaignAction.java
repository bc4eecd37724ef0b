package dev.shakedown.cli.command;

import dev.shakedown.contract.http.CampaignStatus;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** An action on a submitted campaign; the command's name is the action's. */
abstract class CampaignAction extends ListingCommand {

    @Mixin
    private final CampaignChoice campaign = new CampaignChoice.Argument();

    @Override
    public Integer call() {
        CampaignStatus status = api().act(campaign.requiredId(this), spec().name());
        print(status, () -> List.of(line(status)));
        return ExitCode.OK;
    }

    @Command(
            name = "pause",
            header = "Pause a campaign.",
            description = "Jobs under way stop after their step and keep their state.",
            mixinStandardHelpOptions = true)
    static final class Pause extends CampaignAction {}

    @Command(
            name = "resume",
            header = "Resume a paused campaign.",
            description = "Jobs go on where they stopped.",
            mixinStandardHelpOptions = true)
    static final class Resume extends CampaignAction {}

    @Command(
            name = "cancel",
            header = "Cancel a campaign.",
            description = "Results stay. ./shakedown retry runs the jobs that were not run.",
            mixinStandardHelpOptions = true)
    static final class Cancel extends CampaignAction {}

    @Command(
            name = "retry",
            header = "Retry jobs that failed or were cancelled.",
            description = "Jobs that succeeded are not run again.",
            mixinStandardHelpOptions = true)
    static final class Retry extends CampaignAction {}
}
