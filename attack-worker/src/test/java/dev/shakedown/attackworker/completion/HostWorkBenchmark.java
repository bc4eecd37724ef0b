package dev.shakedown.attackworker.completion;

import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackEvaluation;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.Restoration;
import dev.shakedown.attackworker.blur.BlurOperator;
import dev.shakedown.attackworker.blur.EfficientFilterFlow;
import dev.shakedown.attackworker.blur.UniformBlur;
import dev.shakedown.attackworker.delivery.Deliveries;
import dev.shakedown.attackworker.diagnosis.JobDiagnosis;
import dev.shakedown.attackworker.diagnosis.JudgedImage;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.attackworker.metric.ImageComparison.ImagePair;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.network.LoadedNetworksTest;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Measures what the host computes for a job, part by part, in processor time of the process: how a job of 256x256 is
 * completed, on a network of one convolution, and how images are blurred. docs/performance.md has its figures.
 */
public final class HostWorkBenchmark {

    private static final int SIDE = 256;
    private static final int BUDGET = 4;
    private static final AttackSpec SPEC =
            new AttackSpec(new Objective.Untargeted(), BUDGET, 1e-3, true, AttackSpec.Iterate.LAST);

    private static final long WARM = 1_500_000_000;
    private static final long TIME = 1_000_000_000;

    private HostWorkBenchmark() {}

    /** A piece of work that is measured. */
    @FunctionalInterface
    private interface Work {

        Object run();
    }

    /** Argument: completion or blur for only one of them. */
    public static void main(String[] arguments) throws IOException {
        List<String> parts = arguments.length > 0 ? List.of(arguments) : List.of("completion", "blur");
        if (parts.contains("completion")) {
            completion();
        }
        if (parts.contains("blur")) {
            blurs();
        }
    }

    private static void completion() throws IOException {
        PlanarImage x = photograph(SIDE);
        BlurKernel b = CameraShakeKernel.of(15, 1);
        PlanarImage y = UniformBlur.convolve(x, b, Boundary.REFLECT);
        LoadedNetworks networks = LoadedNetworksTest.networks(1);
        NetworkRef sharpen = networks.files().stream()
                .filter(file -> file.card().name().equals("sharpen"))
                .findFirst()
                .orElseThrow()
                .ref();
        AttackRequest request = new AttackRequest(
                AttackRequest.SCHEMA,
                "job",
                "campaign",
                0,
                new ImageSource.Sharp("photograph", new ImageRef("0".repeat(64), SIDE, SIDE)),
                null,
                sharpen,
                SPEC,
                BUDGET,
                3,
                Instant.EPOCH);
        Attack attack = new Attack(y, b, null, SPEC, Attack.epsilonOf(BUDGET), 3);
        PreparedJob job = new PreparedJob(Deliveries.of(request), attack, x, List.of(), Instant.EPOCH);
        PlanarImage delta = attack.start();
        AttackOutcome.Completed done = new AttackOutcome.Completed(
                attack, delta, 0, 4, 4, 1, List.of(new TracePoint(0, 0.5), new TracePoint(4, 1)), 0.1, null);
        JobEvaluation evaluation = new JobEvaluation(networks::open);
        try (RestorationNetwork network = ((NetworkOpening.Opened) networks.open(sharpen)).network();
                NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            JudgeOutcome.Passed passed = (JudgeOutcome.Passed) new AttackEvaluation(done, y, delta, x).on(network);
            PlanarImage clean = passed.cleanOutput();
            PlanarImage attacked = passed.attackedOutput();
            PlanarImage saved = EightBit.round(y.plus(delta));
            List<ImagePair> pairs = List.of(
                    new ImagePair(y, x),
                    new ImagePair(clean, x),
                    new ImagePair(attacked, x),
                    new ImagePair(saved, x),
                    new ImagePair(attacked, clean),
                    new ImagePair(saved, clean));
            ArtifactBundle arrays = ArtifactBundle.ofArrays(done);
            measure("completion, all of it", () -> evaluation.judge(job, done));
            measure("  arrays, encoded and hashed", () -> ArtifactBundle.ofArrays(done));
            measure(
                    "  arrays, decoded again",
                    () -> List.of(arrays.decoded(ArtifactKind.BLURRED), arrays.decoded(ArtifactKind.PERTURBATION)));
            measure("  pictures, encoded and hashed", () -> arrays.withPictures(y, delta, passed, null));
            measure(
                    "  evaluation with passes and comparisons",
                    () -> new AttackEvaluation(done, y, delta, x).onItsOwn(network));
            measure("    a pass, copies included", () -> Restoration.restore(network, manager, y, b));
            measure("    comparisons of six pairs", () -> ImageComparison.compare(pairs));
            JudgedImage judged = job.judged(sharpen, 0, passed);
            measure("  diagnosis", () -> diagnose(judged, done, network));
            JudgedImage pair = new JudgedImage("pair", y, b, x, true, clean, passed.evaluation());
            measure("  diagnosis of an image that arrived blurred", () -> diagnose(pair, done, network));
            long bytes = arrays.withPictures(y, delta, passed, null).artifacts().stream()
                    .filter(artifact -> artifact.ref().mediaType().equals("image/png"))
                    .mapToLong(artifact -> artifact.content().bytes().length)
                    .sum();
            System.out.printf(Locale.ROOT, "pictures: %d bytes%n", bytes);
        }
        networks.closeAll();
    }

    private static JobDiagnosis diagnose(JudgedImage judged, AttackOutcome.Completed done, RestorationNetwork network) {
        JobDiagnosis diagnosis = new JobDiagnosis(done, BUDGET, null);
        diagnosis.judged(judged, network, true);
        return diagnosis;
    }

    private static void blurs() throws IOException {
        for (int side : new int[] {256, 512}) {
            PlanarImage x = photograph(side);
            for (int size : new int[] {9, 15, 31, 63}) {
                blur(x, "camera shake", size, new UniformBlur(CameraShakeKernel.of(size, 1)));
                BlurKernel full = GaussianKernel.of(size, size / 6.0);
                blur(x, "Gaussian", size, new UniformBlur(full));
                blur(x, "grid of 3 x 3 Gaussian", size, new EfficientFilterFlow(3, 3, Collections.nCopies(9, full)));
            }
        }
    }

    private static void blur(PlanarImage x, String what, int size, BlurOperator blur) {
        long weights = Arrays.stream(blur.centralKernel(x.width(), x.height()).weights())
                .filter(weight -> weight > 0)
                .count();
        measure(
                "blur, %dx%d, %s %dx%d, %d weights".formatted(x.width(), x.height(), what, size, size, weights),
                () -> blur.blur(x, Boundary.REFLECT));
    }

    /** Prints the mean of the processor time, which the kernel counts in steps of 10 ms, over a second or more. */
    private static void measure(String what, Work work) {
        for (long begin = processorTime(); processorTime() - begin < WARM; ) {
            work.run();
        }
        int rounds = 0;
        long begin = processorTime();
        long end = begin;
        while (end - begin < TIME) {
            work.run();
            rounds++;
            end = processorTime();
        }
        System.out.printf(Locale.ROOT, "%-60s %8.1f ms%n", what, (end - begin) * 1e-6 / rounds);
    }

    private static long processorTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** The middle of a photograph, mirrored to the size where it is smaller. */
    private static PlanarImage photograph(int side) throws IOException {
        Path file = Path.of(System.getProperty("shakedown.root", ".."), "examples/photos/chelsea.png");
        PlanarImage photograph =
                ((ImageDecoding.Decoded) ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT)).image();
        float[] values = new float[PlanarImage.CHANNELS * side * side];
        for (int i = 0; i < values.length; i++) {
            int channel = i / (side * side);
            int row = i / side % side;
            int column = i % side;
            values[i] =
                    photograph.at(channel, mirrored(row, photograph.height()), mirrored(column, photograph.width()));
        }
        return PlanarImage.of(side, side, values);
    }

    private static int mirrored(int place, int length) {
        int within = place % (2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }
}
