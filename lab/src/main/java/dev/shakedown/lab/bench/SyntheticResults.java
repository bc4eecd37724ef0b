package dev.shakedown.lab.bench;

import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.SubmittedCampaign;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Requests and results of a large campaign on Kafka, made up: numbers are drawn at random, in the ranges of real ones.
 */
final class SyntheticResults {

    private static final int SIDE = 256;
    private static final int STEPS = 250;
    private static final int TRACE_EVERY = 10;
    private static final int IMAGES = 50;
    private static final List<String> NETWORKS = List.of("blind-a", "blind-b", "non-blind-a", "non-blind-b");
    private static final int[] KERNEL_SIZES = {13, 17, 21, 25};
    private static final double[] BUDGETS = {2, 4, 8, 12};
    private static final Instant SUBMITTED = Instant.parse("2026-01-02T03:04:05Z");

    private final String id;
    private final int jobs;
    private final boolean withPerturbations;

    /**
     * A campaign.
     *
     * @param id of the campaign; jobs of two ids are different jobs
     * @param jobs how many
     * @param withPerturbations whether each has a perturbation of 3 x 256 x 256 floats, no two alike
     */
    SyntheticResults(String id, int jobs, boolean withPerturbations) {
        this.id = id;
        this.jobs = jobs;
        this.withPerturbations = withPerturbations;
    }

    void writeRequests(String bootstrapServers) {
        try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
            send(producer, Topics.CAMPAIGNS, id, campaign());
            for (int ordinal = 0; ordinal < jobs; ordinal++) {
                send(producer, Topics.REQUESTS, "synthetic-" + ordinal / 16, request(ordinal));
            }
        }
    }

    /** Writes the result of each job, after its artifact. */
    void writeResults(String bootstrapServers) {
        try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
            for (int ordinal = 0; ordinal < jobs; ordinal++) {
                AttackRequest request = request(ordinal);
                List<ArtifactRef> artifacts = new ArrayList<>();
                if (withPerturbations) {
                    byte[] delta = perturbation(ordinal, request.budget() / 255);
                    ArtifactRef reference = new ArtifactRef(
                            ArtifactKind.PERTURBATION, Sha256.hex(delta), "application/x-npy", delta.length);
                    artifacts.add(reference);
                    var unused = producer.send(artifact(request.jobId(), reference, delta));
                }
                send(producer, Topics.RESULTS, request.jobId(), result(ordinal, request, artifacts));
            }
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, String topic, String key, Object message) {
        var unused = producer.send(new ProducerRecord<>(topic, key, WireFormat.bytes(message)));
    }

    private KafkaProducer<String, byte[]> producer(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                20,
                "batch.size",
                256 * 1024,
                "max.request.size",
                16 * 1024 * 1024,
                "compression.type",
                withPerturbations ? "none" : "lz4");
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private SubmittedCampaign campaign() {
        AttackRequest first = request(0);
        Campaign campaign = new Campaign(
                Campaign.SCHEMA,
                id,
                List.of(first.source()),
                List.of(blur(0)),
                NETWORKS,
                List.of(),
                List.of(first.attack()),
                List.of(4.0),
                0);
        List<NetworkRef> networks =
                NETWORKS.stream().map(SyntheticResults::network).toList();
        return new SubmittedCampaign(
                SubmittedCampaign.SCHEMA,
                id,
                campaign,
                networks,
                networks.stream().map(List::of).toList(),
                jobs,
                SUBMITTED);
    }

    /** Budgets change fastest, then attacks, networks, blurs, images. */
    private AttackRequest request(int ordinal) {
        int rest = ordinal;
        double budget = BUDGETS[rest % BUDGETS.length];
        rest /= BUDGETS.length;
        boolean targeted = rest % 2 == 1;
        rest /= 2;
        NetworkRef network = network(NETWORKS.get(rest % NETWORKS.size()));
        rest /= NETWORKS.size();
        BlurSpec blur = blur(rest);
        String image = "image-" + rest / KERNEL_SIZES.length % IMAGES;
        return new AttackRequest(
                AttackRequest.SCHEMA,
                Sha256.hex(utf8(id + "/" + ordinal)).substring(0, 32),
                id,
                ordinal,
                new ImageSource.Sharp(image, new ImageRef(Sha256.hex(utf8(image)), SIDE, SIDE)),
                blur,
                network,
                new AttackSpec(
                        targeted
                                ? new Objective.Targeted("target", new ImageRef(Sha256.hex(utf8("target")), SIDE, SIDE))
                                : new Objective.Untargeted(),
                        STEPS,
                        0.001,
                        true,
                        AttackSpec.Iterate.LAST),
                budget,
                ordinal,
                SUBMITTED);
    }

    private static BlurSpec blur(int number) {
        return new BlurSpec(
                new KernelSpec.CameraShake(KERNEL_SIZES[number % KERNEL_SIZES.length], number),
                Boundary.REFLECT,
                new BlurSpec.Noise(0.01, number),
                false);
    }

    private static NetworkRef network(String name) {
        return new NetworkRef(name, Sha256.hex(utf8(name)));
    }

    private AttackResult result(int ordinal, AttackRequest request, List<ArtifactRef> artifacts) {
        SplittableRandom random = new SplittableRandom(ordinal * 0x9E3779B97F4A7C15L);
        boolean targeted = request.attack().objective() instanceof Objective.Targeted;
        ImageQuality attacked = quality(random, 8, 20);
        Evaluation evaluation = new Evaluation(
                quality(random, 20, 26),
                quality(random, 26, 32),
                attacked,
                attacked,
                targeted ? quality(random, 8, 12) : null,
                targeted ? quality(random, 9, 20) : null,
                targeted ? quality(random, 9, 20) : null,
                quality(random, 8, 20),
                quality(random, 8, 20),
                random.nextDouble(2, 20),
                request.budget() / 255,
                random.nextDouble(1, 8),
                request.budget() / 255,
                random.nextDouble(0.1, 1),
                random.nextDouble(10, 60),
                STEPS);
        List<TracePoint> trace = new ArrayList<>();
        for (int step = 0; step <= STEPS; step += TRACE_EVERY) {
            trace.add(new TracePoint(step, random.nextDouble(0.1, 60)));
        }
        return new AttackResult(
                AttackResult.SCHEMA,
                request.jobId(),
                id,
                new JobOutcome.Succeeded(
                        evaluation,
                        List.of(new JudgedEvaluation(request.network(), evaluation)),
                        trace,
                        artifacts,
                        0.05),
                "synthetic",
                SUBMITTED.plusSeconds(ordinal),
                SUBMITTED.plusSeconds(ordinal + 13L));
    }

    private static ImageQuality quality(SplittableRandom random, double low, double high) {
        return new ImageQuality(random.nextDouble(low, high), random.nextDouble(-0.3, 1), random.nextDouble(0, 1));
    }

    /** As attacks leave them: a third of the values at the bound, the others anywhere within. NPY, float32. */
    private static byte[] perturbation(int ordinal, double epsilon) {
        SplittableRandom random = new SplittableRandom(~ordinal * 0x9E3779B97F4A7C15L);
        String shape = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, %d, %d), }".formatted(SIDE, SIDE);
        int header = 128;
        ByteBuffer npy = ByteBuffer.allocate(header + 4 * 3 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
        npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) (header - 10));
        npy.put(utf8(shape + " ".repeat(header - 11 - shape.length()) + "\n"));
        float bound = (float) epsilon;
        while (npy.hasRemaining()) {
            double place = random.nextDouble(-1.5, 1.5);
            npy.putFloat(Math.abs(place) >= 1 ? Math.copySign(bound, (float) place) : (float) place * bound);
        }
        return npy.array();
    }

    private static ProducerRecord<String, byte @Nullable []> artifact(
            String jobId, ArtifactRef reference, byte[] bytes) {
        ProducerRecord<String, byte @Nullable []> record = new ProducerRecord<>(Topics.ARTIFACTS, jobId, bytes);
        record.headers()
                .add(ArtifactHeaders.KIND, utf8(reference.kind().wireName()))
                .add(ArtifactHeaders.ENCODING, utf8(reference.mediaType()))
                .add(ArtifactHeaders.SHAPE, utf8("3x%dx%d".formatted(SIDE, SIDE)))
                .add(ArtifactHeaders.SHA256, utf8(reference.sha256()));
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
