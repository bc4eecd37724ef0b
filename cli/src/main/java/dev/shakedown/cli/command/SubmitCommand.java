package dev.shakedown.cli.command;

import dev.shakedown.cli.progress.CampaignWatch;
import dev.shakedown.cli.table.WarningCounts;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.client.submission.InvalidDocument;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.DryRun;
import dev.shakedown.stack.Checkout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "submit",
        header = "Submit a campaign.",
        description = "Uploads the local images and kernels that it names, submits it, and prints its id.",
        mixinStandardHelpOptions = true)
final class SubmitCommand extends ListingCommand {

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

    /** What {@code --json} prints without {@code --wait}; with it, the campaign's last status. */
    private record Submitted(String id, String name, long jobs, String page) {}

    @Override
    public Integer call() throws Exception {
        try {
            return submit();
        } catch (InvalidDocument refusal) {
            throw ImportedNames.explained(refusal, Checkout.ofLauncher().importedNetworks());
        }
    }

    private int submit() throws Exception {
        CampaignDocument document = CampaignDocument.read(file).withImages(images);
        JobApiClient api = api();
        CampaignSubmitter submitter = new CampaignSubmitter(api, strict, this::note);
        if (dryRun) {
            DryRun dryRun = submitter.dryRun(document);
            print(dryRun, () -> DryRunText.lines(dryRun));
            return ExitCode.OK;
        }
        SubmittedCampaign submitted = submitter.submit(document);
        String name = submitted.campaign().name();
        String page = api.resultStore().page(submitted.id());
        if (!isJson()) {
            print(submitted.id());
        } else if (!wait) {
            print(WireFormat.pretty(new Submitted(submitted.id(), name, submitted.jobs(), page)));
        }
        note("campaign %s, %d jobs: %s".formatted(name, submitted.jobs(), page));
        if (!wait) {
            return ExitCode.OK;
        }
        int status = untilStopped(() -> await(api, submitted.id()));
        if (status > SIGNAL) {
            note("%s is still running: %s, %s"
                    .formatted(name, command("status " + submitted.id()), command("cancel " + submitted.id())));
        }
        return status;
    }

    private int await(JobApiClient api, String id) throws InterruptedException {
        CampaignStatus status = new CampaignWatch(api, err()).untilFinished(id, () -> {});
        note(WarningCounts.of(store(), id, status.ended()));
        if (isJson()) {
            print(WireFormat.pretty(status));
        }
        boolean well = status.state() == CampaignState.FINISHED && status.failed() == 0;
        return well ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
