package dev.shakedown.attackworker.verification;

import ai.djl.Device;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.Attack.AttackedView;
import dev.shakedown.attackworker.attack.AttackEvaluation;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.attackworker.blur.KernelSynthesis;
import dev.shakedown.attackworker.edit.RegionEdit;
import dev.shakedown.attackworker.verification.SucceededJob.StoredFiles;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A job of 24x20 pixels that was computed and stored as a worker does it, with a random perturbation in place of a
 * sought one; then tampered with, in one way or another.
 */
public final class GenuineJob implements StoredFiles {

    public static final int HEIGHT = 20;
    public static final int WIDTH = 24;
    static final double BUDGET = 8;

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final Path NETWORKS =
            Path.of(System.getProperty("shakedown.root", ".."), "models/src/test/resources/networks");

    private final Map<String, byte[]> uploads = new HashMap<>();
    private final Map<ArtifactKind, byte[]> artifacts = new EnumMap<>(ArtifactKind.class);
    private final Map<ArtifactKind, ArtifactRef> refs = new EnumMap<>(ArtifactKind.class);
    private final List<JudgedEvaluation> evaluations = new ArrayList<>();
    private AttackRequest request;
    private JudgeOutcome.Passed first;
    private Retention retention = Retention.ALL;

    private GenuineJob(AttackRequest request) {
        this.request = request;
    }

    /** Blurred by a kernel and noise, attacked towards nothing, judged on a blind and a non-blind network. */
    public static GenuineJob untargeted() {
        return of(new Objective.Untargeted(), AttackSpec.Norm.LINF, false);
    }

    static GenuineJob of(Objective objective, AttackSpec.Norm norm, boolean rounded) {
        return of(objective, norm, blur(0.01, true, rounded), List.of());
    }

    /** One perturbation for two images. */
    static GenuineJob universal() {
        return of(
                new Objective.Untargeted(), AttackSpec.Norm.LINF, blur(0.01, true, false), List.of(source("other", 5)));
    }

    /** Noise takes y out of [0,1], where it stays. */
    static GenuineJob unclamped() {
        return of(new Objective.Untargeted(), AttackSpec.Norm.LINF, blur(0.3, false, false), List.of());
    }

    /** Non-blind networks are told another kernel than b, and y is perturbed, too. */
    static GenuineJob told() {
        return of(
                new Objective.Untargeted(),
                AttackSpec.Norm.LINF,
                blur(0.01, true, false),
                List.of(),
                List.of(ref("unrolled")),
                spec -> spec.perturbing(AttackSpec.Perturb.BOTH, AttackSpec.Norm.L2, 0.05));
    }

    private static BlurSpec blur(double sigma, boolean clamped, boolean rounded) {
        return new BlurSpec(
                new KernelSpec.CameraShake(5, 3), Boundary.REFLECT, new BlurSpec.Noise(sigma, 2), clamped, rounded);
    }

    /** An image that {@link #of} can be targeted at; its bytes are part of every job. */
    static ImageRef picture(long seed) {
        return new ImageRef(Sha256.hex(png(seed)), WIDTH, HEIGHT);
    }

    private static GenuineJob of(
            Objective objective, AttackSpec.Norm norm, BlurSpec blur, List<ImageSource> companions) {
        return of(
                objective, norm, blur, companions, List.of(ref("sharpen"), ref("unrolled")), UnaryOperator.identity());
    }

    private static GenuineJob of(
            Objective objective,
            AttackSpec.Norm norm,
            BlurSpec blur,
            List<ImageSource> companions,
            List<NetworkRef> judges,
            UnaryOperator<AttackSpec> options) {
        AttackSpec paper = new AttackSpec(objective, 4, 1e-3, true, AttackSpec.Iterate.LAST);
        AttackSpec spec = new AttackSpec(
                paper.objective(),
                paper.distance(),
                norm,
                paper.start(),
                paper.update(),
                paper.steps(),
                paper.stepSize(),
                paper.clip(),
                paper.iterate(),
                1,
                null,
                null,
                !companions.isEmpty(),
                paper.traceEvery());
        GenuineJob job = new GenuineJob(new AttackRequest(
                1,
                "job",
                "campaign",
                0,
                source("own", 1),
                blur,
                judges.get(0),
                judges,
                options.apply(spec),
                companions,
                BUDGET,
                7,
                Instant.EPOCH));
        for (long seed : new long[] {1, 5, 6}) {
            job.uploads.put(Sha256.hex(png(seed)), png(seed));
        }
        job.compute();
        return job;
    }

    /** The networks that judge. */
    public static NetworkRegistry registry() {
        try {
            return NetworkRegistry.read(NETWORKS);
        } catch (InvalidNetworkException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Path networks() {
        return NETWORKS;
    }

    Verification verify() {
        return verify(registry());
    }

    Verification verify(NetworkRegistry registry) {
        try (JudgeNetworks networks = new JudgeNetworks(registry)) {
            return JobVerification.of(stored(), networks, new Tolerances(0.01));
        } catch (InterruptedException e) {
            throw new AssertionError("nothing here waits", e);
        }
    }

    public SucceededJob stored() {
        return new SucceededJob(request, outcome(), retention, this);
    }

    public AttackRequest request() {
        return request;
    }

    public JobOutcome.Succeeded outcome() {
        return new JobOutcome.Succeeded(
                evaluations.get(0).evaluation(),
                evaluations,
                List.of(new TracePoint(0, 1)),
                List.copyOf(refs.values()),
                1);
    }

    public Map<ArtifactKind, byte[]> artifacts() {
        return artifacts;
    }

    public Map<String, byte[]> uploads() {
        return uploads;
    }

    /** Changes bytes behind the back of the hash that is stored beside them. */
    GenuineJob flipBit(ArtifactKind kind) {
        byte[] bytes = artifacts.get(kind).clone();
        bytes[bytes.length - 20] ^= 1;
        artifacts.put(kind, bytes);
        return this;
    }

    GenuineJob withoutArtifact(ArtifactKind kind) {
        artifacts.remove(kind);
        return this;
    }

    /** Says that a campaign keeps no more than that, and deletes what it does not. */
    GenuineJob keeping(Retention some) {
        retention = some;
        artifacts.keySet().removeIf(kind -> !stored().keeps(kind));
        return this;
    }

    /** Says that it was asked for its outputs as arrays, and stores them. */
    GenuineJob keepingOutputs() {
        request = request.giving(true, request.furtherMetrics());
        store(ArtifactKind.CLEAN_OUTPUT, npy(first.cleanOutput()));
        store(ArtifactKind.ATTACKED_OUTPUT, npy(first.attackedOutput()));
        return this;
    }

    /** Asks for these metrics, and has them. */
    GenuineJob with(List<String> furtherMetrics) {
        request = request.giving(false, furtherMetrics);
        evaluations.clear();
        compute();
        return this;
    }

    GenuineJob withoutUpload(String sha256) {
        uploads.remove(sha256);
        return this;
    }

    /** Changes the weights that networks are told, and the hash with them. */
    GenuineJob changeTold(UnaryOperator<double[]> change) {
        NpyDecoding.Decoded stored =
                (NpyDecoding.Decoded) NpyDecoder.decode(artifacts.get(ArtifactKind.TOLD_KERNEL), 1 << 20);
        double[] weights = change.apply(stored.array().toDoubles());
        store(ArtifactKind.TOLD_KERNEL, NpyEncoder.encode(DoubleArray.of(Shape.of(5, 5), weights)));
        return this;
    }

    /** Changes the values of an array, and the hash with them. */
    GenuineJob change(ArtifactKind kind, UnaryOperator<float[]> change) {
        PlanarImage image = PlanarImage.of(HEIGHT, WIDTH, change.apply(array(kind)));
        store(kind, npy(image));
        return this;
    }

    /** Puts another picture in a picture's place, and its hash with it. */
    GenuineJob changePicture(ArtifactKind kind, UnaryOperator<float[]> change) {
        ImageDecoding.Decoded decoded =
                (ImageDecoding.Decoded) ImageDecoder.decode(artifacts.get(kind), ImageLimits.DEFAULT);
        store(
                kind,
                PngEncoder.encode(PlanarImage.of(
                        HEIGHT, WIDTH, change.apply(decoded.image().values()))));
        return this;
    }

    /** Adds to a number of an evaluation, such as {@code attackedToSharp/psnr}. */
    GenuineJob add(int place, String number, double difference) {
        return edit(place, number, node -> DoubleNode.valueOf(node.asDouble() + difference));
    }

    /** Puts something else in the place of a part of an evaluation. */
    GenuineJob edit(int place, String part, UnaryOperator<JsonNode> change) {
        JudgedEvaluation judged = evaluations.get(place);
        Evaluation edited = edited(judged.evaluation(), part, change, Evaluation.class);
        evaluations.set(place, new JudgedEvaluation(judged.judge(), judged.image(), edited));
        return this;
    }

    /** Says that something else was asked for, such as {@code blur/noise/seed}. */
    GenuineJob editRequest(String part, Object value) {
        request = edited(request, part, node -> JSON.valueToTree(value), AttackRequest.class);
        return this;
    }

    /** Says that another network judged, and was asked to. */
    GenuineJob replaceJudge(int place, NetworkRef judge) {
        evaluations.set(
                place, new JudgedEvaluation(judge, evaluations.get(place).evaluation()));
        return editRequest("judges/" + place, judge);
    }

    private static <T> T edited(T message, String part, UnaryOperator<JsonNode> change, Class<T> type) {
        JsonNode tree = JSON.valueToTree(message);
        JsonPointer pointer = JsonPointer.compile("/" + part);
        JsonNode parent = tree.at(pointer.head());
        JsonNode value = change.apply(tree.at(pointer));
        if (parent instanceof ArrayNode array) {
            array.set(pointer.last().getMatchingIndex(), value);
        } else {
            ((ObjectNode) parent).set(pointer.last().getMatchingProperty(), value);
        }
        return JSON.convertValue(tree, type);
    }

    /** The network of that name in the registry. */
    public static NetworkRef ref(String name) {
        return file(name).ref();
    }

    float[] array(ArtifactKind kind) {
        return ((NpyDecoding.Decoded) NpyDecoder.decode(artifacts.get(kind), 1 << 20))
                .array()
                .toFloats();
    }

    @Override
    public Optional<byte[]> artifact(ArtifactKind kind) {
        return Optional.ofNullable(artifacts.get(kind));
    }

    @Override
    public Optional<byte[]> upload(String sha256) {
        return Optional.ofNullable(uploads.get(sha256));
    }

    private void compute() {
        AttackSpec spec = request.attack();
        BlurKernel kernel = KernelSynthesis.of((KernelSpec) blur().model(), sha256 -> new byte[0]);
        List<AttackedView> views = new ArrayList<>();
        views.add(view(image(1), kernel));
        request.companions().forEach(companion -> views.add(view(image(5), kernel)));
        Attack attack = new Attack(views, null, spec, Attack.epsilonOf(BUDGET), 7);
        // The random start is feasible for every norm and every view.
        PlanarImage delta = attack.start();
        BlurKernel told = spec.perturbsKernel() ? attack.toldAtStart(0) : null;
        AttackOutcome.Completed done =
                new AttackOutcome.Completed(attack, delta, told, 0, 4, 4, 1, List.of(new TracePoint(0, 1)), 1, null);
        AttackEvaluation evaluation =
                new AttackEvaluation(done, attack.blurred(), delta, image(1), request.furtherMetrics());
        store(ArtifactKind.PERTURBATION, npy(delta));
        store(ArtifactKind.BLURRED, npy(attack.blurred()));
        store(ArtifactKind.KERNEL, NpyEncoder.encode(DoubleArray.of(Shape.of(5, 5), kernel.weights())));
        if (told != null) {
            store(ArtifactKind.TOLD_KERNEL, told.toNpy());
        }
        store(ArtifactKind.BLURRED_PICTURE, PngEncoder.encode(attack.blurred()));
        store(ArtifactKind.PERTURBED_PICTURE, PngEncoder.encode(attack.blurred().plus(delta)));
        if (spec.objective() instanceof Objective.Localised) {
            store(ArtifactKind.TARGET_PICTURE, PngEncoder.encode(attack.target()));
        }
        for (NetworkRef judge : request.judges()) {
            try (RestorationNetwork network =
                    ((NetworkOpening.Opened) file(judge.id()).open(Device.cpu())).network()) {
                JudgeOutcome.Passed passed = (JudgeOutcome.Passed) evaluation.on(network);
                if (evaluations.isEmpty()) {
                    first = passed;
                    store(ArtifactKind.CLEAN_OUTPUT_PICTURE, PngEncoder.encode(passed.cleanOutput()));
                    store(ArtifactKind.ATTACKED_OUTPUT_PICTURE, PngEncoder.encode(passed.attackedOutput()));
                }
                evaluations.add(new JudgedEvaluation(judge, passed.evaluation()));
                for (int i = 0; i < request.companions().size(); i++) {
                    JudgeOutcome.Passed other = (JudgeOutcome.Passed)
                            evaluation.ofCompanion(i + 1, image(5)).on(network);
                    evaluations.add(new JudgedEvaluation(
                            judge, request.companions().get(i).name(), other.evaluation()));
                }
            }
        }
    }

    private AttackedView view(PlanarImage sharp, BlurKernel kernel) {
        Objective objective = request.attack().objective();
        PlanarImage reference = null;
        if (objective instanceof Objective.Targeted) {
            reference = image(6);
        } else if (objective instanceof Objective.Localised edit) {
            reference = RegionEdit.target(sharp, edit, null);
        } else if (objective.measuresFromTruth()) {
            reference = sharp;
        }
        return new AttackedView(BlurSynthesis.blur(sharp, kernel, blur()), kernel, reference);
    }

    private BlurSpec blur() {
        @Nullable BlurSpec blur = request.blur();
        if (blur == null) {
            throw new AssertionError("every job here is blurred");
        }
        return blur;
    }

    private void store(ArtifactKind kind, byte[] bytes) {
        artifacts.put(kind, bytes);
        refs.put(kind, new ArtifactRef(kind, Sha256.hex(bytes), "application/octet-stream", bytes.length));
    }

    private static ImageSource source(String name, long seed) {
        return new ImageSource.Sharp(name, picture(seed));
    }

    private static PlanarImage image(long seed) {
        return ((ImageDecoding.Decoded) ImageDecoder.decode(png(seed), ImageLimits.DEFAULT)).image();
    }

    private static byte[] png(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double slope = random.nextDouble();
        float[] values = new float[3 * HEIGHT * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 + 0.3 * Math.sin(slope * i) + 0.15 * random.nextDouble());
        }
        return PngEncoder.encode(PlanarImage.of(HEIGHT, WIDTH, values));
    }

    private static byte[] npy(PlanarImage image) {
        return NpyEncoder.encode(FloatArray.of(Shape.of(3, image.height(), image.width()), image.values()));
    }

    private static NetworkFile file(String name) {
        return registry().files().stream()
                .filter(file -> file.card().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
