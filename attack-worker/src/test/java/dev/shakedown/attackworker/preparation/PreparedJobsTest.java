package dev.shakedown.attackworker.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackStart;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.Deliveries;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.job.PreparedJob.ReadyJob;
import dev.shakedown.attackworker.preparation.PreparedJobs.Rank;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreparedJobsTest {

    private static final int SIDE = 8;
    private static final AttackSpec SPEC =
            new AttackSpec(new Objective.Untargeted(), 4, 1e-3, true, AttackSpec.Iterate.LAST);

    private final PreparedJobs queue = new PreparedJobs(2, 1_000_000);

    @Test
    void jobsLeaveUrgentOnesFirstAndEachRankInTheOrderInWhichTheyCame() {
        add("normal 1", Rank.NORMAL, true);
        add("normal 2", Rank.NORMAL, true);
        add("resumed", Rank.RESUMED, true);
        add("repeated", Rank.REPEATED, true);
        add("urgent", Rank.URGENT, true);

        assertThat(takeAll()).containsExactly("urgent", "repeated", "resumed", "normal 1", "normal 2");
    }

    @Test
    void aJobThatIsNotReadyHoldsUpThoseBehindIt() {
        QueuedJob slow = add("slow", Rank.NORMAL, false);
        add("fast", Rank.NORMAL, true);
        assertThat(takeAll()).isEmpty();

        ready(slow);

        assertThat(takeAll()).containsExactly("slow", "fast");
    }

    @Test
    void anUnwantedJobHoldsUpThoseBehindIt() {
        add("large", Rank.NORMAL, true);
        add("small", Rank.NORMAL, true);

        assertThat(queue.takeIf(job -> id(job).equals("small"))).isEmpty();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void anUrgentJobCountsOnlyWhenItIsReady() {
        QueuedJob urgent = add("urgent", Rank.URGENT, false);
        assertThat(queue.urgent()).isNull();

        ready(urgent);

        assertThat(queue.urgent()).isNotNull();
    }

    @Test
    void eachRankHasRoomOfItsOwnAndLargeJobsLeaveLess() {
        add("1", Rank.NORMAL, true);
        assertThat(queue.hasRoom(Rank.NORMAL)).isTrue();
        add("2", Rank.NORMAL, true);
        assertThat(queue.hasRoom(Rank.NORMAL)).isFalse();
        assertThat(queue.hasRoom(Rank.URGENT)).isTrue();

        PreparedJobs small = new PreparedJobs(10, SIDE * SIDE);
        assertThat(small.hasRoom(Rank.NORMAL))
                .as("the first of a rank always may")
                .isTrue();
        small.add(Rank.NORMAL, job("1"));
        assertThat(small.hasRoom(Rank.NORMAL)).isFalse();
    }

    @Test
    void aRefusedJobLeavesFromWhereverItIs() {
        add("first", Rank.NORMAL, true);
        QueuedJob refused = add("second", Rank.NORMAL, false);
        refused.refuse(new JobOutcome.Failed("missing-file", "gone"));

        assertThat(queue.takeRefused()).containsExactly(refused);
        assertThat(takeAll()).containsExactly("first");
    }

    @Test
    void onlyAJobThatWasAnnouncedHasAnAttemptToRelease() {
        QueuedJob unannounced = job("1");
        QueuedJob announced = job("2");
        QueuedJob repeated = new QueuedJob(delivered("3"), new AdmissionDecision.Run(1, "it failed"), true, true);
        assertThat(announced.announce()).isTrue();

        assertThat(unannounced.withdraw()).isFalse();
        assertThat(announced.withdraw()).isTrue();
        assertThat(repeated.withdraw()).isTrue();
        assertThat(unannounced.announce()).as("after it was withdrawn").isFalse();
    }

    private List<String> takeAll() {
        List<String> taken = new ArrayList<>();
        for (Optional<ReadyJob> next = queue.takeIf(any -> true); next.isPresent(); next = queue.takeIf(any -> true)) {
            taken.add(id(next.get()));
        }
        return taken;
    }

    private static String id(ReadyJob job) {
        return job.delivered().request().jobId();
    }

    private QueuedJob add(String id, Rank rank, boolean ready) {
        QueuedJob job = job(id);
        if (ready) {
            ready(job);
        }
        queue.add(rank, job);
        return job;
    }

    private static QueuedJob job(String id) {
        return new QueuedJob(delivered(id), new AdmissionDecision.Run(0, ""), false, false);
    }

    private static void ready(QueuedJob job) {
        PreparedJob prepared = prepared(job.delivered());
        job.ready(prepared, AttackStart.of(prepared.attack()));
    }

    private static PreparedJob prepared(DeliveredRequest delivered) {
        PlanarImage y = PlanarImage.of(SIDE, SIDE, new float[3 * SIDE * SIDE]);
        Attack attack = new Attack(y, null, null, SPEC, Attack.epsilonOf(4), 3);
        return new PreparedJob(delivered, attack, y, List.of(), Instant.EPOCH);
    }

    private static DeliveredRequest delivered(String id) {
        ImageRef image = new ImageRef("0".repeat(64), SIDE, SIDE);
        return Deliveries.of(new AttackRequest(
                AttackRequest.SCHEMA,
                id,
                "campaign",
                0,
                new ImageSource.Blurred("shot", image, null, null),
                null,
                new NetworkRef("wiener", "1".repeat(64)),
                SPEC,
                4,
                3,
                Instant.EPOCH));
    }
}
