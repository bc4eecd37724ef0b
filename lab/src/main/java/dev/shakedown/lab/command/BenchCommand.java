package dev.shakedown.lab.command;

import dev.shakedown.cli.command.PrintingCommand;
import dev.shakedown.lab.bench.DeviceBenchmark;
import dev.shakedown.lab.bench.PipelineBenchmark;
import dev.shakedown.lab.bench.ResultsBenchmark;
import dev.shakedown.lab.bench.SoakBenchmark;
import dev.shakedown.lab.bench.SubmissionBenchmark;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.WorkerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

@Command(
        name = "bench",
        header = "Measure how fast this machine is.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchCommand.Attack.class,
            BenchCommand.DeviceWork.class,
            BenchCommand.Pipeline.class,
            BenchCommand.LargeCampaign.class,
            BenchCommand.Results.class,
            BenchCommand.Soak.class
        },
        synopsisSubcommandLabel = "WHAT")
public final class BenchCommand extends PrintingCommand {

    @Override
    public Integer call() {
        throw misuse("Missing what to measure: attack, device, pipeline, submission, results or soak");
    }

    /** Runs the attack's benchmark, which is part of the worker, in a JVM like the worker's. */
    @Command(
            name = "attack",
            header = "Compare the speed of the attack with that of a PyTorch script.",
            description = "Arguments are passed on to the benchmark; --help among them shows what it takes.")
    static final class Attack extends PrintingCommand {

        private static final String SCRIPT = "lab/pytorch/plain_attack.py";
        private static final String MAIN = "dev.shakedown.attackworker.attack.bench.AttackBenchmark";

        @Unmatched
        private List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() throws IOException, InterruptedException {
            Checkout checkout = Checkout.ofLauncher();
            checkout.claim();
            return program(checkout, arguments).run();
        }

        private static WorkerProgram program(Checkout checkout, List<String> arguments) {
            List<String> all = new ArrayList<>(
                    List.of("--script", checkout.root().resolve(SCRIPT).toString()));
            all.addAll(arguments);
            return WorkerProgram.of(checkout, MAIN, all);
        }
    }

    /** Measures the worker's own work beside the device, and the device. */
    @Command(
            name = "device",
            header = "Measure the host's processor time a job, and how much of its time a device computes.",
            description = {
                "Starts a stack of its own with one worker, which attacks a network of almost no cost. On a processor, a",
                "second one, whose passes take as long as on a fast device. With --network, also attacks that network: the",
                "GPU's use as its driver tells, and the engine against PyTorch scripts at several sizes of a batch."
            },
            mixinStandardHelpOptions = true)
    static final class DeviceWork extends OwnStackCommand {

        private static final String ON_A_GPU = "nafnet-mini";

        @Option(
                names = "--device",
                paramLabel = "NAME",
                defaultValue = "cpu",
                description = "cpu or gpu0 (default: ${DEFAULT-VALUE}).")
        private String device = "cpu";

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "How many jobs of either length (default: ${DEFAULT-VALUE}).")
        private int jobs = 200;

        @Option(
                names = "--steps",
                paramLabel = "N",
                description = "How many steps the longer jobs have (default: ${DEFAULT-VALUE}).")
        private int steps = 11;

        @Option(
                names = "--size",
                paramLabel = "PIXELS",
                defaultValue = "256",
                description = "Side of the images (default: ${DEFAULT-VALUE}).")
        private int size = 256;

        @Option(
                names = "--network",
                paramLabel = "NAME",
                description = "The network to attack (default: none on a processor, " + ON_A_GPU + " on a GPU).")
        private @Nullable String network;

        @Option(
                names = "--attack-steps",
                paramLabel = "N",
                defaultValue = "250",
                description = "Steps of a job on that network (default: ${DEFAULT-VALUE}).")
        private int attackSteps = 250;

        @Option(
                names = "--batches",
                paramLabel = "N",
                split = ",",
                defaultValue = "1,2,4,8,16,32,64",
                description = "Images in a pass of engine and scripts (default: ${DEFAULT-VALUE}).")
        private List<Integer> batches = new ArrayList<>();

        @Option(
                names = "--python",
                paramLabel = "FILE",
                defaultValue = "python3",
                description = "Python with PyTorch and NumPy for the scripts (default: ${DEFAULT-VALUE}).")
        private String python = "python3";

        @Option(
                names = "--gpu-program",
                paramLabel = "FILE",
                hidden = true,
                description = "Prints a GPU's use in place of nvidia-smi.")
        private @Nullable String gpuProgram;

        @Override
        int run(Checkout checkout, Path data) throws IOException, InterruptedException, SQLException {
            if (!device.matches("cpu|gpu[0-9]+")) {
                throw misuse("--device: %s: must be cpu, or a GPU such as gpu0".formatted(device));
            }
            requireAtLeast(10, "--jobs", jobs);
            requireAtLeast(2, "--steps", steps);
            requireAtLeast(1, "--attack-steps", attackSteps);
            requireAtLeast(64, "--size", size);
            String attacked = network == null && device.startsWith("gpu") ? ON_A_GPU : network;
            DeviceBenchmark.Settings settings =
                    new DeviceBenchmark.Settings(device, size, jobs, steps, attacked, attackSteps);
            new DeviceBenchmark(checkout, this::print)
                    .run(data, gpuProgram == null ? settings : settings.withGpuProgram(List.of(gpuProgram)));
            return attacked == null ? ExitCode.OK : againstScripts(checkout, attacked);
        }

        private int againstScripts(Checkout checkout, String attacked) throws IOException, InterruptedException {
            String numbers = batches.stream().map(String::valueOf).collect(Collectors.joining(","));
            return Attack.program(
                            checkout,
                            List.of(
                                    "--device",
                                    device,
                                    "--size",
                                    Integer.toString(size),
                                    "--batches",
                                    numbers,
                                    "--styles",
                                    "expert,expert-bf16",
                                    "--rounds",
                                    "3",
                                    "--python",
                                    python,
                                    attacked))
                    .run();
        }
    }

    /** Measures what lies around the attack. */
    @Command(
            name = "pipeline",
            header = "Measure the way from a request to a stored result.",
            description =
                    "Starts a stack of its own with one worker: many jobs that cost next to nothing, then single ones.",
            mixinStandardHelpOptions = true)
    static final class Pipeline extends OwnStackCommand {

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "How many jobs that cost next to nothing, in hundreds (default: ${DEFAULT-VALUE}).")
        private int jobs = 10_000;

        @Option(
                names = "--singles",
                paramLabel = "N",
                description = "How many jobs to run one by one, of either kind (default: ${DEFAULT-VALUE}).")
        private int singles = 50;

        @Override
        int run(Checkout checkout, Path data) throws IOException, InterruptedException, SQLException {
            requireAtLeast(100, "--jobs", jobs);
            requireAtLeast(1, "--singles", singles);
            new PipelineBenchmark(checkout, this::print).run(data, jobs / 100, singles);
            return ExitCode.OK;
        }
    }

    /** Measures how campaigns get in. */
    @Command(
            name = "submission",
            header = "Measure how long a large campaign takes until all its jobs are on Kafka.",
            description = "Starts a stack of its own, whose worker is ended first.",
            mixinStandardHelpOptions = true)
    static final class LargeCampaign extends OwnStackCommand {

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "How many jobs, in thousands (default: ${DEFAULT-VALUE}).")
        private int jobs = 1_000_000;

        @Override
        int run(Checkout checkout, Path data) throws IOException, InterruptedException {
            requireAtLeast(1000, "--jobs", jobs);
            new SubmissionBenchmark(checkout, this::print).run(data, jobs / 1000);
            return ExitCode.OK;
        }
    }

    /** Measures the result-store with very many results. */
    @Command(
            name = "results",
            header = "Measure how fast very many results are stored, and read.",
            description = "Starts a stack of its own, whose worker is ended first; the results are made up.",
            mixinStandardHelpOptions = true)
    static final class Results extends OwnStackCommand {

        @Option(
                names = "--jobs",
                paramLabel = "N",
                description = "How many results without artifacts (default: ${DEFAULT-VALUE}).")
        private int jobs = 1_000_000;

        @Option(
                names = "--perturbations",
                paramLabel = "N",
                description = "How many results with a perturbation of 3x256x256 each (default: ${DEFAULT-VALUE}).")
        private int perturbations = 3_000;

        @Option(
                names = "--replicas",
                paramLabel = "N",
                description = "How many result-stores share the work (default: ${DEFAULT-VALUE}).")
        private int replicas = 1;

        @Override
        int run(Checkout checkout, Path data) throws IOException, InterruptedException, SQLException {
            requireAtLeast(1000, "--jobs", jobs);
            requireAtLeast(0, "--perturbations", perturbations);
            requireAtLeast(1, "--replicas", replicas);
            new ResultsBenchmark(checkout, this::print).run(data, jobs, perturbations, replicas);
            return ExitCode.OK;
        }
    }

    /** Looks for what grows. */
    @Command(
            name = "soak",
            header = "Run small campaigns for hours, and see whether memory, topics or tables grow.",
            description = {
                "Starts a stack of its own on Linux. Compares what each process takes up at the end with what it took up",
                "after the first part; fails if that is over a tenth more memory."
            },
            mixinStandardHelpOptions = true)
    static final class Soak extends OwnStackCommand {

        @Option(names = "--minutes", paramLabel = "N", description = "How long in all (default: ${DEFAULT-VALUE}).")
        private int minutes = 480;

        @Option(
                names = "--first",
                paramLabel = "N",
                description = "How many minutes the first part has (default: ${DEFAULT-VALUE}).")
        private int first = 60;

        @Option(
                names = "--pause",
                paramLabel = "SECONDS",
                description = "Between two campaigns (default: ${DEFAULT-VALUE}).")
        private int pause = 5;

        @Override
        int run(Checkout checkout, Path data) throws IOException, InterruptedException, SQLException {
            requireAtLeast(1, "--first", first);
            requireAtLeast(first + 1, "--minutes", minutes);
            requireAtLeast(0, "--pause", pause);
            boolean holds = new SoakBenchmark(checkout, this::print)
                    .run(data, Duration.ofMinutes(minutes), Duration.ofMinutes(first), Duration.ofSeconds(pause));
            return holds ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
