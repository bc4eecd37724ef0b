package dev.shakedown.cli.command;

import dev.shakedown.contract.http.CampaignStatus;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people do with a campaign that was submitted; each is a command by its own name. */
abstract class CampaignAction implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The campaign.")
    private String id = "";

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() {
        CampaignStatus status = apiOption.api().act(id, spec.name());
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s (%s): %s, %d of %d jobs ended, %d failed%n",
                status.name(),
                status.id(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.ended(),
                status.jobs(),
                status.failed());
        out.flush();
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
