package dev.shakedown.attackworker.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What tests of a worker ask for and hear of: the jobs of a campaign that each test has for itself. */
abstract class CampaignJobs {

    @Inject
    ObjectMapper json;

    @Inject
    LoadedNetworks networks;

    final String campaign = id();
    private final SplittableRandom random = new SplittableRandom(17);

    static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    ImageRef upload(int side) {
        float[] values = new float[3 * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        byte[] png = PngEncoder.encode(PlanarImage.of(side, side, values));
        return new ImageRef(WorkerSurroundings.upload(png), side, side);
    }

    AttackRequest request(ImageRef image, int steps) {
        return new AttackRequest(
                AttackRequest.SCHEMA,
                id(),
                campaign,
                0,
                new ImageSource.Sharp("image", image),
                new BlurSpec(new KernelSpec.Gaussian(7, 1.5), Boundary.REFLECT, new BlurSpec.Noise(0.01, 3), false),
                networks.files().stream()
                        .filter(file -> file.card().name().equals("wiener"))
                        .findFirst()
                        .orElseThrow()
                        .ref(),
                new AttackSpec(new Objective.Untargeted(), steps, 1e-3, true, AttackSpec.Iterate.LAST),
                4,
                5,
                Instant.now());
    }

    /** The same attack as another job, or for another campaign. */
    static AttackRequest again(AttackRequest request, String jobId, String campaign) {
        return new AttackRequest(
                request.schema(),
                jobId,
                campaign,
                request.ordinal(),
                request.source(),
                request.blur(),
                request.network(),
                request.attack(),
                request.budget(),
                request.seed(),
                request.submitted());
    }

    /** Writes the campaign's control record. */
    void say(CampaignControl.State state, int abandoned) throws Exception {
        WorkerTopics.put(
                json,
                Topics.CONTROL,
                campaign,
                new CampaignControl(CampaignControl.SCHEMA, campaign, state, abandoned, Instant.now()));
    }

    /** Waits until a worker has said that a job has come so far. */
    void awaitStep(AttackRequest request, int step) {
        WorkerTopics.read(
                Topics.PROGRESS,
                record -> record.value() != null
                        && isOf(record, request)
                        && read(record, JobProgress.class).step() >= step,
                1);
    }

    AttackResult result(AttackRequest request) {
        return read(resultRecord(request), AttackResult.class);
    }

    static ConsumerRecord<String, byte[]> resultRecord(AttackRequest request) {
        return WorkerTopics.read(Topics.RESULTS, record -> request.jobId().equals(record.key()), 1)
                .get(0);
    }

    <T> T read(ConsumerRecord<String, byte[]> record, Class<T> type) {
        try {
            return json.readValue(record.value(), type);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether a record's value names a job, whatever its key is. */
    static boolean isOf(ConsumerRecord<String, byte[]> record, AttackRequest request) {
        return new String(record.value(), StandardCharsets.UTF_8).contains(request.jobId());
    }
}
