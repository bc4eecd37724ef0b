package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.Admission;
import dev.shakedown.attackworker.delivery.Admissions;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Delivered;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.contract.job.JobAttempt;
import dev.shakedown.contract.job.JobOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * From a request to a job that can begin: decides whether it is to run at all, and prepares it. Belongs to the attack
 * loop's thread.
 */
@ApplicationScoped
class Intake {

    private final Admissions admissions;
    private final Attempts attempts;
    private final JobPreparation preparation;
    private final Judging judging;
    private final Endings endings;
    private final LegSpans legs;
    private final DeliveryConfig config;
    private final MeterRegistry meters;
    private final List<Delivered> held = new ArrayList<>();

    Intake(
            Admissions admissions,
            Attempts attempts,
            JobPreparation preparation,
            Judging judging,
            Endings endings,
            LegSpans legs,
            DeliveryConfig config,
            MeterRegistry meters) {
        this.admissions = admissions;
        this.attempts = attempts;
        this.preparation = preparation;
        this.judging = judging;
        this.endings = endings;
        this.legs = legs;
        this.config = config;
        this.meters = meters;
    }

    /** Whether enough is known to decide; waits a while for that. */
    boolean isReady() {
        return admissions.ready();
    }

    /** Decides about a request and prepares it; empty if there is nothing to run. */
    Optional<Begun> take(Delivered delivered) throws InterruptedException {
        Admission admission = admissions.of(delivered);
        if (admission instanceof Admission.Run run) {
            return prepare(delivered, run);
        }
        if (admission instanceof Admission.Hold) {
            held.add(delivered);
        } else if (admission instanceof Admission.Skip skip) {
            skip(delivered, skip.reason());
        } else if (admission instanceof Admission.GiveUp giveUp) {
            String message = "%d attempts failed; the last: %s".formatted(giveUp.failures(), giveUp.reason());
            endings.fail(delivered, "worker-lost", message, Instant.now());
        }
        return Optional.empty();
    }

    /** Prepares a job about which was decided before; empty if it turns out that it cannot be run. */
    Optional<Begun> prepare(Delivered delivered, Admission.Run run) throws InterruptedException {
        Delivered leg = legs.begin(delivered);
        Preparation prepared = prepare(leg);
        Optional<JobOutcome.Failed> failure = prepared instanceof Preparation.Ready ready
                ? judging.impossible(ready.job())
                : Optional.of(((Preparation.Impossible) prepared).failure());
        if (failure.isPresent()) {
            endings.end(leg, failure.get(), List.of(), Instant.now());
            return Optional.empty();
        }
        meters.timer("shakedown.request.wait", "lane", delivered.lane().name().toLowerCase(Locale.ROOT))
                .record(Duration.between(delivered.source().written(), Instant.now()));
        PreparedJob job = ((Preparation.Ready) prepared).job();
        return Optional.of(new Begun(job, run, Instant.now().plus(config.leg())));
    }

    private Preparation prepare(Delivered leg) throws InterruptedException {
        LegPart part = legs.part(leg, "prepare");
        try (JobScope scope = part.open()) {
            return preparation.prepare(leg);
        } finally {
            part.end();
        }
    }

    /** Takes a request that was held and whose campaign has gone on or was cancelled. */
    Optional<Delivered> released() {
        Iterator<Delivered> waiting = held.iterator();
        while (waiting.hasNext()) {
            Delivered candidate = waiting.next();
            if (!(admissions.of(candidate) instanceof Admission.Hold)) {
                waiting.remove();
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Forgets what is held of partitions that others have now: they get it from Kafka. */
    void drop(Set<TopicPartition> partitions) {
        held.removeIf(delivered -> partitions.contains(delivered.place().partition()));
    }

    private void skip(Delivered delivered, String reason) {
        Log.debugf("Job %s: %s", delivered.request().jobId(), reason);
        meters.counter("shakedown.jobs.skipped").increment();
        JobAttempt attempt = attempts.attempt(delivered.request().jobId());
        boolean itsOwn = attempt != null
                && attempt.campaignId().equals(delivered.request().campaignId())
                && (attempt.record().equals(delivered.place().toString()) || delivered.leg() > attempt.leg());
        if (itsOwn) {
            // Nobody else knows that this job will not go on.
            attempts.dropped(delivered.request()).subscribe().with(done -> delivered.acknowledge());
        } else {
            delivered.acknowledge();
        }
    }
}
