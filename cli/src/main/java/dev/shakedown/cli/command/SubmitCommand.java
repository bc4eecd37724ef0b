package dev.shakedown.cli.command;

import dev.shakedown.cli.progress.CampaignWatch;
import dev.shakedown.cli.progress.ProgressDisplay;
import dev.shakedown.cli.progress.Terminal;
import dev.shakedown.cli.table.WarningCounts;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits a campaign. */
@Command(
        name = "submit",
        header = "Submit a campaign.",
        description = "Uploads the local images and kernels that it names, submits it, and prints its id last.",
        mixinStandardHelpOptions = true)
final class SubmitCommand extends ApiCommand {

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

    @Option(names = "--dry-run", description = "Submit nothing; print the campaign's size and an estimate of its time.")
    private boolean dryRun;

    @Option(
            names = "--strict",
            description = "Refuse the campaign where there is a warning; upload and submit nothing.")
    private boolean strict;

    @Override
    public Integer call() throws InterruptedException {
        CampaignDocument document = CampaignDocument.read(file).withImages(images);
        JobApiClient api = api();
        CampaignSubmitter submitter = new CampaignSubmitter(api, strict, this::note);
        if (dryRun) {
            print(DryRunText.lines(submitter.dryRun(document)));
            return ExitStatus.OK;
        }
        SubmittedCampaign submitted = submitter.submit(document);
        note("campaign %s, %d jobs".formatted(submitted.campaign().name(), submitted.jobs()));
        if (!wait) {
            print(submitted.id());
            return ExitStatus.OK;
        }
        ProgressDisplay display = new ProgressDisplay(err(), Terminal.ofStandardError());
        CampaignStatus status = new CampaignWatch(api, display).untilFinished(submitted.id(), () -> {});
        note(WarningCounts.of(store(), submitted.id(), status.succeeded()));
        print(submitted.id());
        boolean well = status.state() == CampaignState.FINISHED && status.failed() == 0;
        return well ? ExitStatus.OK : ExitStatus.FAILED;
    }
}
