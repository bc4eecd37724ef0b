package dev.shakedown.attackworker.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.DurableSend.RecordRefusedException;
import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobAttempt;
import dev.shakedown.service.messaging.JsonBytes;
import dev.shakedown.service.messaging.NumberHeader;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jspecify.annotations.Nullable;

/** Every job that has begun and not ended, on whichever worker, and those that ended lately. Thread-safe. */
@ApplicationScoped
public class Attempts {

    private static final int NONE = -1;
    /** What is waited for when a partition comes here comes so much later. */
    private static final Duration READ_EVERY = Duration.ofMillis(20);

    private final ObjectMapper json;
    private final String worker;
    private final MutinyEmitter<Record<String, byte @Nullable []>> emitter;
    private final TopicTable<byte[]> begun;
    private final Map<String, Integer> ended;

    Attempts(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            DeliveryConfig config,
            @ConfigProperty(name = "shakedown.worker.name", defaultValue = "worker") String worker,
            ObjectMapper json,
            @Channel("results") MutinyEmitter<Record<String, byte @Nullable []>> emitter) {
        this.json = json;
        this.worker = worker;
        this.emitter = emitter;
        this.begun = TopicTable.ofBytes(kafka, worker, Topics.ATTEMPTS, this::counts, READ_EVERY);
        this.ended = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > config.rememberedJobs();
            }
        };
    }

    @PostConstruct
    void start() {
        begun.start();
    }

    @PreDestroy
    void stop() {
        begun.close();
    }

    /** Waits until everything that any worker has written by now is known here; tells whether that came in time. */
    public boolean awaitCurrent(Duration timeout) {
        return begun.awaitCurrent(timeout);
    }

    /** What is known of a job since it began; null if it has not begun, has ended, or has an unreadable attempt. */
    public @Nullable JobAttempt attempt(String jobId) {
        return begun.find(jobId).flatMap(attempt -> read(jobId, attempt)).orElse(null);
    }

    private Optional<JobAttempt> read(String jobId, byte[] attempt) {
        try {
            return Optional.of(json.readValue(attempt, JobAttempt.class));
        } catch (IOException e) {
            Log.warnf("The attempt of job %s cannot be read: %s", jobId, e.getMessage());
            return Optional.empty();
        }
    }

    /** The last retry of a job that is known to have a result; -1 if none is. */
    public int ended(String jobId) {
        synchronized (ended) {
            return ended.getOrDefault(jobId, NONE);
        }
    }

    /** Says that a leg begins; completes when the brokers know. Fails if Kafka refuses the record. */
    public Uni<Void> running(DeliveredRequest delivered, int failures, String reason) {
        return say(delivered, failures, JobAttempt.State.RUNNING, reason);
    }

    /** Says that a leg failed and that the same record is to be tried again. */
    public Uni<Void> failed(DeliveredRequest delivered, int failures, String reason) {
        return ifPossible(delivered.request().jobId(), say(delivered, failures, JobAttempt.State.FAILED, reason));
    }

    /** Says that a leg ended in order, and that the same record is to begin it again. */
    public Uni<Void> released(DeliveredRequest delivered, int failures, String reason) {
        return ifPossible(delivered.request().jobId(), say(delivered, failures, JobAttempt.State.RELEASED, reason));
    }

    /** Says that a job has a result. */
    public Uni<Void> ended(AttackRequest request) {
        int retry = request.delivery().retry();
        note(request.jobId(), retry);
        return deleted(request.jobId(), endOf(retry));
    }

    /** Says that a job which had begun was dropped. */
    public Uni<Void> dropped(AttackRequest request) {
        return deleted(request.jobId(), new RecordHeaders());
    }

    /** The same of a job that this worker lost, unless another worker has said something of it since. */
    Uni<Void> disowned(DeliveredRequest delivered) {
        JobAttempt last = attempt(delivered.request().jobId());
        boolean isOwn = last == null
                || last.worker().equals(worker)
                        && last.record().equals(delivered.place().toString());
        return isOwn ? dropped(delivered.request()) : Uni.createFrom().voidItem();
    }

    private Uni<Void> deleted(String jobId, Headers headers) {
        return ifPossible(jobId, DurableSend.put(emitter, Topics.ATTEMPTS, jobId, null, headers));
    }

    /** Without these records a redelivered job only runs again or counts one more failure. */
    private static Uni<Void> ifPossible(String jobId, Uni<Void> send) {
        return send.onFailure(RecordRefusedException.class)
                .invoke(e -> Log.errorf("Job %s: its attempt is not recorded: %s", jobId, e.getMessage()))
                .onFailure(RecordRefusedException.class)
                .recoverWithNull();
    }

    private Uni<Void> say(DeliveredRequest delivered, int failures, JobAttempt.State state, String reason) {
        AttackRequest request = delivered.request();
        JobAttempt attempt = new JobAttempt(
                JobAttempt.SCHEMA,
                request.jobId(),
                request.campaignId(),
                request.delivery().round(),
                failures,
                state,
                delivered.leg(),
                delivered.place().toString(),
                worker,
                Instant.now(),
                reason);
        return DurableSend.put(
                emitter,
                Topics.ATTEMPTS,
                request.jobId(),
                JsonBytes.of(json, attempt),
                new RecordHeaders()
                        .add(NumberHeader.of(
                                RequestHeaders.RETRY, request.delivery().retry())));
    }

    /**
     * A worker that was frozen while another one took over and ended its job can say afterwards that the job runs. It
     * reads its own word here, behind the end, and takes it back: else the next retry would be left to a leg that no
     * worker has.
     */
    private boolean counts(String jobId, byte @Nullable [] attempt, Headers headers) {
        if (attempt == null) {
            NumberHeader.read(headers, RequestHeaders.ENDED).ifPresent(retry -> note(jobId, retry));
            return false;
        }
        int ended = ended(jobId);
        if (NumberHeader.read(headers, RequestHeaders.RETRY).orElse(Integer.MAX_VALUE) > ended) {
            return true;
        }
        if (read(jobId, attempt).filter(late -> late.worker().equals(worker)).isPresent()) {
            deleted(jobId, endOf(ended))
                    .subscribe()
                    .with(
                            done -> Log.infof("Job %s had ended on another worker", jobId),
                            e -> Log.errorf("Job %s counts as begun: %s", jobId, e.getMessage()));
        }
        return false;
    }

    private static Headers endOf(int retry) {
        return new RecordHeaders().add(NumberHeader.of(RequestHeaders.ENDED, retry));
    }

    private void note(String jobId, int retry) {
        synchronized (ended) {
            ended.merge(jobId, retry, Math::max);
        }
    }
}
