package dev.shakedown.client;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Builds a job of 8x6 pixels with all its files. Starts as an untargeted attack that succeeded. */
public final class TestJob {

    public static final int HEIGHT = 6;
    public static final int WIDTH = 8;

    private final List<Warning> warnings = new ArrayList<>();
    private final Map<ArtifactKind, byte[]> artifacts = new LinkedHashMap<>();
    private final Map<String, byte[]> uploads = new LinkedHashMap<>();
    private final byte[] sharp = picture(1);
    private String id = "job-0";
    private long ordinal;
    private String image = "astronaut";
    private String network = "wiener";
    private double budget = 4;
    private Objective objective = new Objective.Untargeted();
    private final Map<String, Double> judges = new LinkedHashMap<>();
    private JobOutcome outcome;
    private JobRecord whole;

    private TestJob() {
        uploads.put(sha256(sharp), sharp);
        artifacts.put(ArtifactKind.PERTURBATION, perturbation(budget));
        artifacts.put(ArtifactKind.BLURRED, perturbation(255));
        artifacts.put(ArtifactKind.BLURRED_PICTURE, picture(2));
        artifacts.put(ArtifactKind.PERTURBED_PICTURE, picture(3));
        artifacts.put(ArtifactKind.CLEAN_OUTPUT_PICTURE, picture(4));
        artifacts.put(ArtifactKind.ATTACKED_OUTPUT_PICTURE, picture(5));
    }

    public static TestJob job() {
        return new TestJob();
    }

    /** A job that was made elsewhere. */
    public static TestJob of(JobRecord record, Map<ArtifactKind, byte[]> artifacts, Map<String, byte[]> uploads) {
        TestJob job = new TestJob().id(record.request().jobId());
        job.whole = record;
        job.artifacts.clear();
        job.artifacts.putAll(artifacts);
        job.uploads.clear();
        job.uploads.putAll(uploads);
        return job;
    }

    public TestJob id(String id) {
        this.id = id;
        return this;
    }

    public TestJob ordinal(long ordinal) {
        this.ordinal = ordinal;
        return this;
    }

    public TestJob image(String image) {
        this.image = image;
        return this;
    }

    public TestJob network(String network) {
        this.network = network;
        return this;
    }

    public TestJob targetedAt(String name) {
        byte[] target = picture(6);
        uploads.put(sha256(target), target);
        objective = new Objective.Targeted(name, new ImageRef(sha256(target), WIDTH, HEIGHT));
        return this;
    }

    /** Names a judge after those before it, on which the attacked output has this PSNR to the sharp image. */
    public TestJob judgedOn(String judge, double psnr) {
        judges.put(judge, psnr);
        return this;
    }

    /** Says something of its numbers. */
    public TestJob warning(String code, String message) {
        warnings.add(new Warning(code, message));
        return this;
    }

    public TestJob failed(String code, String message) {
        outcome = new JobOutcome.Failed(code, message);
        return this;
    }

    /** Gives an artifact other bytes, to which its hash then belongs. */
    public TestJob artifact(ArtifactKind kind, byte[] bytes) {
        artifacts.put(kind, bytes);
        return this;
    }

    public Map<ArtifactKind, byte[]> artifacts() {
        return artifacts;
    }

    /** The photographs it refers to, by hash. */
    public Map<String, byte[]> uploads() {
        return uploads;
    }

    public String id() {
        return id;
    }

    public JobRecord record() {
        if (whole != null) {
            return whole;
        }
        AttackRequest request = new AttackRequest(
                1,
                id,
                "campaign-0",
                ordinal,
                new ImageSource.Sharp(image, new ImageRef(sha256(sharp), WIDTH, HEIGHT)),
                new BlurSpec(new KernelSpec.CameraShake(17, 3), Boundary.REFLECT, new BlurSpec.Noise(0.01, 1), false),
                new NetworkRef(network, "0".repeat(64)),
                attack(),
                budget,
                7,
                Instant.EPOCH);
        return new JobRecord(
                request,
                new AttackResult(
                        1,
                        id,
                        "campaign-0",
                        outcome == null ? succeeded() : outcome,
                        "w",
                        Instant.EPOCH,
                        Instant.EPOCH));
    }

    private AttackSpec attack() {
        AttackSpec paper = new AttackSpec(objective, 40, 0.001, true, AttackSpec.Iterate.LAST);
        return paper.named(
                objective instanceof Objective.Targeted targeted ? "targeted " + targeted.name() : "untargeted");
    }

    private JobOutcome succeeded() {
        List<JudgedEvaluation> evaluations = new ArrayList<>();
        Map<String, Double> psnrs = judges.isEmpty() ? Map.of(network, 12.345678901234567) : judges;
        psnrs.forEach((judge, psnr) ->
                evaluations.add(new JudgedEvaluation(new NetworkRef(judge, "0".repeat(64)), evaluation(psnr))));
        List<ArtifactRef> references = new ArrayList<>();
        artifacts.forEach((kind, bytes) -> references.add(new ArtifactRef(
                kind,
                sha256(bytes),
                kind.wireName().endsWith("picture") ? "image/png" : "application/x-npy",
                bytes.length)));
        return new JobOutcome.Succeeded(
                evaluations.get(0).evaluation(),
                evaluations,
                List.of(new TracePoint(0, 1.5), new TracePoint(40, 30.25)),
                references,
                0.05,
                warnings);
    }

    private Evaluation evaluation(double psnr) {
        boolean targeted = objective instanceof Objective.Targeted;
        ImageQuality attacked = new ImageQuality(psnr, 0.5, 0.25);
        return new Evaluation(
                new ImageQuality(22.5, 0.9, 0.8),
                new ImageQuality(Double.POSITIVE_INFINITY, 1, 1),
                attacked,
                attacked,
                targeted ? new ImageQuality(8, -0.104, 0.1) : null,
                targeted ? new ImageQuality(20, 0.876, 0.7) : null,
                targeted ? new ImageQuality(19, 0.86, 0.7) : null,
                attacked,
                attacked,
                Double.NaN,
                budget / 255,
                0.5,
                (budget + 0.5) / 255,
                1.5,
                30.25,
                40);
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] picture(long seed) {
        return PngEncoder.encode(PlanarImage.of(HEIGHT, WIDTH, values(seed, 1)));
    }

    private static byte[] perturbation(double budget) {
        return NpyEncoder.encode(FloatArray.of(Shape.of(3, HEIGHT, WIDTH), values(9, (float) (budget / 255))));
    }

    private static float[] values(long seed, float scale) {
        Random random = new Random(seed);
        float[] values = new float[3 * HEIGHT * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * random.nextFloat();
        }
        return values;
    }
}
