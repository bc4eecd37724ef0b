package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.delivery.AdmissionControl;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.RequestLanes;
import dev.shakedown.attackworker.delivery.ResumedJobPublisher;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.preparation.PreparedJobs.Rank;
import dev.shakedown.contract.job.JobAttempt;
import dev.shakedown.contract.job.JobOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides which requests become jobs of this worker, and keeps those that must wait. A request is at any time in its
 * lane, kept here, or in the queue before the device; {@link #drop} finds it wherever it is. Thread-safe.
 */
@ApplicationScoped
class RequestIntake {

    private final AdmissionControl admissions;
    private final Attempts attempts;
    private final ResumedJobPublisher resumedJobs;
    private final LegTracing tracing;
    private final MeterRegistry meters;
    private final List<DeliveredRequest> held = new ArrayList<>();
    private boolean closed;

    RequestIntake(
            AdmissionControl admissions,
            Attempts attempts,
            ResumedJobPublisher resumedJobs,
            LegTracing tracing,
            MeterRegistry meters) {
        this.admissions = admissions;
        this.attempts = attempts;
        this.resumedJobs = resumedJobs;
        this.tracing = tracing;
        this.meters = meters;
    }

    /** Whether enough is known to decide; waits a while for that. */
    boolean isReady() {
        return admissions.ready();
    }

    /** Takes the next request if there is room for it; the job that it becomes, if any, is in the queue then. */
    synchronized Taken take(RequestLanes lanes, PreparedJobs queue) {
        if (closed) {
            return Taken.NOTHING;
        }
        Optional<DeliveredRequest> next = released(queue);
        if (next.isEmpty()) {
            next = lanes.takeIf(request -> mayEnter(request, queue));
        }
        return next.map(delivered -> decide(delivered, queue)).orElse(Taken.NOTHING);
    }

    /** A second record of a job waits until the first is on the device, so that it is known then to be running. */
    private boolean mayEnter(DeliveredRequest delivered, PreparedJobs queue) {
        return queue.hasRoom(Rank.of(delivered.lane()))
                && !queue.contains(
                        delivered.request().campaignId(), delivered.request().jobId());
    }

    /** Whether a job that is ready may take a slot; if its campaign does not want it now, it has left. */
    synchronized boolean mayBegin(DeliveredRequest delivered) {
        Optional<AdmissionDecision> unwanted = admissions.ofCampaign(delivered);
        if (unwanted.isEmpty()) {
            return true;
        }
        DeliveredRequest.Resumption state = delivered.state();
        if (state != null && unwanted.get() instanceof AdmissionDecision.Hold) {
            LegTracing.end(delivered, "paused");
            putBack(delivered, state);
        } else {
            LegTracing.end(delivered, "abandoned");
            meters.counter("shakedown.jobs.skipped").increment();
            drop(delivered);
        }
        return false;
    }

    /** Publishes a job with the state that it came with; its attempt is known, so the leg counts. */
    private void putBack(DeliveredRequest delivered, DeliveredRequest.Resumption state) {
        var same = new DeliveredRequest.Resumption(state.leg() + 1, state.step(), state.started(), state.bytes());
        resumedJobs
                .publish(delivered, same)
                .subscribe()
                .with(
                        done -> delivered.acknowledge(),
                        refused -> Log.errorf(
                                "Job %s cannot leave, and its request is redelivered when this worker stops: %s",
                                delivered.request().jobId(), refused.getMessage()));
    }

    /** Other workers take the job for running until its attempt is deleted. */
    private void drop(DeliveredRequest delivered) {
        attempts.dropped(delivered.request()).subscribe().with(done -> delivered.acknowledge());
    }

    /**
     * What was taken.
     *
     * @param any whether there was a request
     * @param job what is to be prepared or has been refused already; empty if nothing is to be done
     */
    record Taken(boolean any, Optional<QueuedJob> job) {

        private static final Taken NOTHING = new Taken(false, Optional.empty());
        private static final Taken NO_JOB = new Taken(true, Optional.empty());
    }

    private Taken decide(DeliveredRequest delivered, PreparedJobs queue) {
        AdmissionDecision admission = admissions.of(delivered);
        if (admission instanceof AdmissionDecision.Run run) {
            return enter(new QueuedJob(tracing.begin(delivered), run, run.alone(), false), queue);
        }
        if (admission instanceof AdmissionDecision.GiveUp giveUp) {
            return enter(lost(delivered, giveUp), queue);
        }
        if (admission instanceof AdmissionDecision.Skip skip) {
            skip(delivered, skip.reason());
        } else {
            held.add(delivered);
        }
        return Taken.NO_JOB;
    }

    private static QueuedJob lost(DeliveredRequest delivered, AdmissionDecision.GiveUp giveUp) {
        String message = "%d attempts failed; the last: %s".formatted(giveUp.failures(), giveUp.reason());
        AdmissionDecision.Run run = new AdmissionDecision.Run(giveUp.failures(), giveUp.reason());
        QueuedJob lost = new QueuedJob(delivered, run, true, false);
        lost.refuse(new JobOutcome.Failed("worker-lost", message));
        return lost;
    }

    private static Taken enter(QueuedJob job, PreparedJobs queue) {
        queue.add(Rank.of(job.delivered().lane()), job);
        return new Taken(true, Optional.of(job));
    }

    /** Takes a request that was held and need not wait any longer. */
    private Optional<DeliveredRequest> released(PreparedJobs queue) {
        Iterator<DeliveredRequest> waiting = held.iterator();
        while (waiting.hasNext()) {
            DeliveredRequest candidate = waiting.next();
            if (mayEnter(candidate, queue) && !(admissions.of(candidate) instanceof AdmissionDecision.Hold)) {
                waiting.remove();
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    synchronized void close() {
        closed = true;
    }

    /** Forgets the requests of partitions that leave; returns their jobs from the queue. */
    synchronized List<QueuedJob> drop(Set<TopicPartition> partitions, PreparedJobs queue) {
        held.removeIf(delivered -> partitions.contains(delivered.place().partition()));
        return queue.takeOf(partitions::contains);
    }

    private void skip(DeliveredRequest delivered, String reason) {
        Log.debugf("Job %s: %s", delivered.request().jobId(), reason);
        meters.counter("shakedown.jobs.skipped").increment();
        JobAttempt attempt = attempts.attempt(delivered.request().jobId());
        boolean itsOwn = attempt != null
                && attempt.campaignId().equals(delivered.request().campaignId())
                && (attempt.record().equals(delivered.place().toString()) || delivered.leg() > attempt.leg());
        if (itsOwn) {
            drop(delivered);
        } else {
            delivered.acknowledge();
        }
    }
}
