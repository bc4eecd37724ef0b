package dev.shakedown.resultstore.measurement;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.TopicWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A campaign of every kind of job, to be read in every way and compared with the same done in Java. */
public final class MeasuredCampaign {

    public static final String ID = "measured";
    static final NetworkRef BLIND = new NetworkRef("blind-net", Messages.digest("blind-net"));

    private static final ImageRef TARGET = new ImageRef(Messages.digest("target"), 64, 48);
    private static final int FAILED_EVERY = 9;
    private static @Nullable MeasuredCampaign stored;

    private final List<Made> jobs = new ArrayList<>();
    private final List<Object> records = new ArrayList<>();

    /** A job as it was written; without evaluation it failed. */
    record Made(AttackRequest request, @Nullable Evaluation evaluation) {

        long ordinal() {
            return request.ordinal();
        }

        boolean isTargeted() {
            return request.attack().objective() instanceof Objective.Targeted;
        }

        boolean succeeded() {
            return evaluation != null;
        }

        /** The code of a failure: every second one has another. */
        String code() {
            return ordinal() / FAILED_EVERY % 2 == 0 ? "not-finite" : "out-of-memory";
        }

        double damage() {
            return evaluation.cleanToSharp().psnr()
                    - evaluation.attackedToSharp().psnr();
        }
    }

    private MeasuredCampaign() {
        Random random = new Random(3);
        for (NetworkRef network : List.of(Messages.NETWORK, BLIND)) {
            for (String image : List.of("astronaut", "chelsea", "rocket")) {
                for (int kernelSize : new int[] {13, 17}) {
                    for (boolean targeted : new boolean[] {false, true}) {
                        for (double budget : new double[] {4, 8}) {
                            AttackRequest request = request(jobs.size(), network, image, kernelSize, targeted, budget);
                            boolean fails = jobs.size() % FAILED_EVERY == FAILED_EVERY - 1;
                            jobs.add(new Made(request, fails ? null : evaluation(random, targeted)));
                        }
                    }
                }
            }
        }
        for (Made made : jobs) {
            String jobId = made.request().jobId();
            records.add(made.request());
            records.add(
                    made.evaluation() == null
                            ? Messages.failure(ID, jobId, made.code())
                            : Messages.success(
                                    ID,
                                    jobId,
                                    List.of(),
                                    List.of(
                                            new JudgedEvaluation(made.request().network(), made.evaluation()),
                                            new JudgedEvaluation(
                                                    made.request().network().equals(BLIND) ? Messages.NETWORK : BLIND,
                                                    evaluation(random, made.isTargeted())))));
        }
        // Whichever comes first of a job's request and its result, and however they are cut into transactions.
        Collections.shuffle(records, random);
    }

    /** The campaign, stored with all its jobs; whichever test asks first writes it. */
    public static synchronized MeasuredCampaign storedOnce(TopicWriter topics) {
        if (stored == null) {
            MeasuredCampaign campaign = new MeasuredCampaign();
            topics.write(Messages.campaign(ID, campaign.jobs.size()));
            campaign.writeTo(topics);
            int succeeded = (int) campaign.jobs.stream().filter(Made::succeeded).count();
            Eventually.holds(() -> given().get("/api/v1/campaigns/" + ID)
                    .then()
                    .body("succeeded", equalTo(succeeded))
                    .body("failed", equalTo(campaign.jobs.size() - succeeded)));
            stored = campaign;
        }
        return stored;
    }

    /** Its jobs by ordinal. */
    List<Made> jobs() {
        return Collections.unmodifiableList(jobs);
    }

    /** How many requests and results it has. */
    int records() {
        return records.size();
    }

    /** Writes its requests and results. */
    void writeTo(TopicWriter topics) {
        for (Object record : records) {
            if (record instanceof AttackRequest request) {
                topics.write(request);
            } else {
                topics.write((AttackResult) record);
            }
        }
    }

    private static AttackRequest request(
            int ordinal, NetworkRef network, String image, int kernelSize, boolean targeted, double budget) {
        return new AttackRequest(
                AttackRequest.SCHEMA,
                Messages.jobId(ID, ordinal),
                ID,
                ordinal,
                new ImageSource.Sharp(
                        image, image.equals("rocket") ? "odd" : null, new ImageRef(Messages.digest(image), 64, 48)),
                new BlurSpec(
                        new KernelSpec.CameraShake(kernelSize, 3),
                        Boundary.REFLECT,
                        new BlurSpec.Noise(0.01, 1),
                        false),
                network,
                new AttackSpec(
                        targeted ? new Objective.Targeted("goal", TARGET) : new Objective.Untargeted(),
                        targeted ? 500 : 250,
                        0.001,
                        true,
                        AttackSpec.Iterate.LAST),
                budget,
                ordinal,
                Messages.SUBMITTED);
    }

    /**
     * As jobs of a campaign differ; every few have a clean output as bad as the attacked one, so that damages are
     * equal.
     */
    private static Evaluation evaluation(Random random, boolean targeted) {
        ImageQuality clean = quality(random);
        ImageQuality attacked = random.nextInt(4) == 0 ? clean : quality(random);
        return new Evaluation(
                quality(random),
                clean,
                attacked,
                attacked,
                targeted ? quality(random) : null,
                targeted ? quality(random) : null,
                targeted ? quality(random) : null,
                quality(random),
                quality(random),
                random.nextDouble() * 20,
                4 / 255.0,
                1.5,
                4.5 / 255.0,
                0.25,
                37.5,
                250);
    }

    private static ImageQuality quality(Random random) {
        return new ImageQuality(10 + 20 * random.nextDouble(), 2 * random.nextDouble() - 1, random.nextDouble());
    }
}
