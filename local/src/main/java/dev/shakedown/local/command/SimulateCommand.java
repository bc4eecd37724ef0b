package dev.shakedown.local.command;

import dev.shakedown.local.bench.WorkerFigures;
import dev.shakedown.local.client.DryRun;
import dev.shakedown.local.client.ServiceMetrics;
import dev.shakedown.local.forecast.Forecast;
import dev.shakedown.local.forecast.ForecastJson;
import dev.shakedown.local.forecast.ForecastPicture;
import dev.shakedown.local.forecast.ForecastText;
import dev.shakedown.local.scenario.ScenarioDocument;
import dev.shakedown.local.scenario.ScenarioDocument.Given;
import dev.shakedown.local.scenario.Variation;
import dev.shakedown.local.submission.CampaignDocument;
import dev.shakedown.local.submission.Submission;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how long a campaign would take on pools of workers, and what it would cost. */
@Command(
        name = "simulate",
        header = "Simulate a campaign on pools of workers: time, GPU hours, cost.",
        description = {
            "Scenarios say what work there is, how long a step takes, and how workers, autoscaler and nodes behave:",
            "docs/scaling.md. Nothing is submitted."
        },
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {

    enum Format {
        TEXT,
        JSON
    }

    @Parameters(paramLabel = "SCENARIO", arity = "1..*", description = "Scenarios in YAML, to be shown side by side.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--campaign",
            paramLabel = "FILE",
            description =
                    "Take the work from this campaign, as job-api's dry run expands it, and step times that it knows.")
    private @Nullable Path campaign;

    @Option(
            names = "--from-worker",
            paramLabel = "URL",
            description =
                    "Take the overheads of a job, and the step time if there is one kind of work, from a worker's metrics.")
    private List<String> workers = new ArrayList<>();

    @Option(
            names = "--sweep",
            paramLabel = "KEY=A,B",
            description =
                    "Try values of lagThreshold, cooldown, max, workers, partitions, chunk, slots, leg, interruptionsPerHour "
                            + "or notice; may be given again.")
    private List<String> sweeps = new ArrayList<>();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "20",
            description = "Seeds to simulate where nodes are taken back (default: ${DEFAULT-VALUE}).")
    private int runs = 20;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The first of them (default: 1).")
    private long seed = 1;

    @Option(names = "--format", description = "text or json (default: text).", defaultValue = "text")
    private Format format = Format.TEXT;

    @Option(names = "--out", paramLabel = "FILE.svg", description = "Draw workers, nodes and lag over time.")
    private @Nullable Path picture;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (runs < 1 || runs > 100_000) {
            throw CommandException.badInput("--runs: " + runs + ": must be from 1 to 100000");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<Variation> variations =
                sweeps.stream().map(text -> Variation.parse("--sweep", text)).toList();
        List<ScenarioDocument> scenarios = new ArrayList<>();
        for (ScenarioDocument document : documents()) {
            List<ScenarioDocument> varied = List.of(document);
            for (Variation variation : variations) {
                varied = varied.stream()
                        .flatMap(each -> variation.of(each).stream())
                        .toList();
            }
            scenarios.addAll(varied);
        }
        List<Forecast> forecasts = scenarios.stream()
                .map(each -> Forecast.of(each.name(), each.scenario(), seed, runs))
                .toList();
        if (format == Format.JSON) {
            out.println(ForecastJson.text(forecasts));
        } else {
            ForecastText.lines(forecasts).forEach(out::println);
        }
        if (picture != null) {
            Files.writeString(picture, ForecastPicture.svg(forecasts));
        }
        out.flush();
        return forecasts.stream().allMatch(forecast -> forecast.incomplete() == 0) ? ExitStatus.OK : ExitStatus.FAILED;
    }

    private List<ScenarioDocument> documents() {
        Given given = Given.NOTHING;
        if (campaign != null) {
            DryRun dryRun = Submission.rehearse(CampaignDocument.read(campaign), apiOption.api());
            given = CampaignWork.of(dryRun);
            CampaignWork.remarks(dryRun)
                    .forEach(line -> spec.commandLine().getErr().println(line));
            spec.commandLine().getErr().flush();
        }
        Given work = given;
        List<ScenarioDocument> documents =
                files.stream().map(file -> ScenarioDocument.read(file, work)).toList();
        if (workers.isEmpty()) {
            return documents;
        }
        WorkerFigures figures = WorkerFigures.sum(workers.stream()
                .map(address -> WorkerFigures.of(ServiceMetrics.of(worker(address))))
                .toList());
        if (figures.evaluated() < 1 || figures.images() < 1 || figures.published() < 1) {
            throw CommandException.failed("--from-worker: no job has ended there yet: nothing was measured");
        }
        return documents.stream()
                .map(document ->
                        new ScenarioDocument(document.name(), CampaignWork.measured(document.scenario(), figures)))
                .toList();
    }

    private static URI worker(String address) {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Not even a URI: said below.
        }
        throw CommandException.badInput(
                "--from-worker: " + address + ": must be an address such as http://127.0.0.1:8090");
    }
}
