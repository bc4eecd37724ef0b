package dev.shakedown.jobapi.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final int JOBS = 32;

    private final Turns turns = new Turns();
    private int made;

    @Test
    void campaignsOfOneSubmitterShareEvenlyWhoeverCameFirst() throws InterruptedException {
        QueuedRound first = join("alice", Priority.NORMAL);
        run(100);
        QueuedRound second = join("alice", Priority.NORMAL);

        Map<QueuedRound, Integer> shares = run(100);

        assertThat(shares).isEqualTo(Map.of(first, 50, second, 50));
    }

    @Test
    void submittersShareEvenlyHoweverManyCampaignsTheyHave() throws InterruptedException {
        List<QueuedRound> many =
                List.of(join("alice", Priority.NORMAL), join("alice", Priority.NORMAL), join("alice", Priority.NORMAL));
        QueuedRound one = join("bob", Priority.NORMAL);

        Map<QueuedRound, Integer> shares = run(120);

        assertThat(shares.get(one)).isEqualTo(60);
        assertThat(many).allSatisfy(round -> assertThat(shares.get(round)).isEqualTo(20));
    }

    @Test
    void urgentCampaignsComeFirst() throws InterruptedException {
        join("alice", Priority.NORMAL);
        QueuedRound urgent = join("bob", Priority.URGENT);

        assertThat(run(10)).isEqualTo(Map.of(urgent, 10));
    }

    @Test
    void whoHadNoRoomLosesNothing() throws InterruptedException {
        QueuedRound waits = join("alice", Priority.NORMAL);
        turns.park(turns.take());
        QueuedRound other = join("bob", Priority.NORMAL);
        assertThat(run(10)).isEqualTo(Map.of(other, 10));

        turns.unpark();

        assertThat(run(10)).isEqualTo(Map.of(waits, 10));
        assertThat(run(10)).isEqualTo(Map.of(waits, 5, other, 5));
    }

    @Test
    void whoComesBackStartsLevelWithTheOthers() throws InterruptedException {
        QueuedRound stays = join("alice", Priority.NORMAL);
        turns.leave(turns.take());
        stays = join("alice", Priority.NORMAL);
        run(100);
        QueuedRound back = join("bob", Priority.NORMAL);

        assertThat(run(10)).isEqualTo(Map.of(stays, 5, back, 5));
    }

    private QueuedRound join(String submitter, Priority priority) {
        made++;
        Accepted accepted = (Accepted)
                ServedTestNetworks.readMany("""
                name: c%d
                priority: %s
                images:
                  - {name: i0, sha256: "%064x"}
                blurs: [{kernel: {type: gaussian, size: 5, sigma: 1}}]
                networks: [wiener]
                attacks: [{type: untargeted, steps: 5}]
                budgets: [4]
                """.formatted(made, priority.name().toLowerCase(Locale.ROOT), 0), 1);
        SubmittedCampaign submission =
                accepted.submitted(Instant.EPOCH.plusSeconds(made)).by(submitter);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        QueuedRound round = new QueuedRound(
                submission,
                Timer.start(meters),
                RoundTrace.begin(OpenTelemetry.noop().getTracer("test"), submission, Span.getInvalid(), 1));
        turns.join(round);
        return round;
    }

    /** How many of so many turns each round gets. */
    private Map<QueuedRound, Integer> run(int many) throws InterruptedException {
        Map<QueuedRound, Integer> shares = new HashMap<>();
        for (int i = 0; i < many; i++) {
            QueuedRound next = turns.take();
            shares.merge(next, 1, Integer::sum);
            turns.had(next, JOBS);
            turns.ready(next);
        }
        return shares;
    }
}
