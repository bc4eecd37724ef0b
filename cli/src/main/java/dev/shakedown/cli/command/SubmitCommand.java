package dev.shakedown.cli.command;

import dev.shakedown.cli.progress.CampaignWatch;
import dev.shakedown.cli.progress.ProgressDisplay;
import dev.shakedown.cli.progress.Terminal;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits a campaign. */
@Command(
        name = "submit",
        header = "Submit a campaign.",
        description = "Uploads the local images and kernels that it names, submits it, and prints its id last.",
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The campaign document, YAML or JSON.")
    private Path file = Path.of("");

    @Option(
            names = "--images",
            paramLabel = "PATH",
            description = "Sharp photographs to run the campaign on instead of its own: a folder, a file or a glob.")
    private @Nullable String images;

    @Option(
            names = "--wait",
            description =
                    "Wait until every job has ended or it is cancelled; the exit status is then 0 only if all succeeded.")
    private boolean wait;

    @Option(names = "--dry-run", description = "Only say what the campaign would be, and how long it would take.")
    private boolean dryRun;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        CampaignDocument document = CampaignDocument.read(file).withImages(images);
        JobApiClient api = apiOption.api();
        if (dryRun) {
            DryRunText.lines(CampaignSubmitter.dryRun(document, api)).forEach(out::println);
            out.flush();
            return ExitStatus.OK;
        }
        SubmittedCampaign submitted = CampaignSubmitter.submit(document, api);
        err.printf("campaign %s, %d jobs%n", submitted.campaign().name(), submitted.jobs());
        err.flush();
        if (!wait) {
            out.println(submitted.id());
            out.flush();
            return ExitStatus.OK;
        }
        ProgressDisplay display = new ProgressDisplay(err, Terminal.ofStandardError());
        CampaignStatus status = new CampaignWatch(api, display).untilFinished(submitted.id(), () -> {});
        out.println(submitted.id());
        out.flush();
        boolean well = status.state() == CampaignState.FINISHED && status.failed() == 0;
        return well ? ExitStatus.OK : ExitStatus.FAILED;
    }
}
