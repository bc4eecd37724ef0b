package dev.shakedown.jobapi.expansion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.jobapi.expansion.RoundExpansion.PartOutcome;
import dev.shakedown.jobapi.lifecycle.CampaignRecords;
import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.topic.TopicPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the jobs of the rounds that it is given, several campaigns at once; all take {@link Turns}. A round
 * publishes while workers have room, goes on where Kafka says that it had come to, and ends early when it is abandoned
 * or when a later one of its campaign comes. Thread-safe.
 */
@ApplicationScoped
class CampaignExpander {

    private static final Logger LOG = Logger.getLogger(CampaignExpander.class);
    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);
    private static final Duration LISTENING_PAUSE = Duration.ofMillis(100);
    private static final Duration SHORTEST_ROOM_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_ROOM_PAUSE = Duration.ofSeconds(1);
    /** Jobs that have ended before take nothing of the workers' time, but some of this service's. */
    private static final double COST_OF_A_LINK = 0.01;

    private final TopicPublisher publisher;
    private final ResultStoreGateway resultStore;
    private final CampaignRecords records;
    private final NetworkCatalogue networks;
    private final ExpansionConfig config;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final Tracer tracer;
    private final LaneRooms lanes;
    private final Map<String, QueuedRound> rounds = new HashMap<>();
    private final Turns turns = new Turns();
    private final List<Thread> threads = new ArrayList<>();
    private final ExecutorService questions = Executors.newCachedThreadPool(task -> daemon(task, "asks-result-store"));
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "expands-later"));
    private volatile boolean closed;
    private volatile Duration roomPause = SHORTEST_ROOM_PAUSE;
    private boolean looksForRoom;

    CampaignExpander(
            TopicPublisher publisher,
            ResultStoreGateway resultStore,
            CampaignRecords records,
            NetworkCatalogue networks,
            LaneRooms lanes,
            ExpansionConfig config,
            ObjectMapper json,
            MeterRegistry meters,
            Tracer tracer) {
        this.publisher = publisher;
        this.resultStore = resultStore;
        this.records = records;
        this.networks = networks;
        this.lanes = lanes;
        this.config = config;
        this.json = json;
        this.meters = meters;
        this.tracer = tracer;
    }

    /**
     * Takes a round on.
     *
     * @param cause the span of the request for it
     * @return completes when the round need not be expanded again after a crash: its jobs are on Kafka, or the campaign
     *     no longer needs them
     */
    synchronized CompletionStage<@Nullable Void> take(SubmittedCampaign submission, Span cause) {
        QueuedRound present = rounds.get(submission.id());
        if (present != null) {
            int ahead =
                    submission.round().number() - present.submission().round().number();
            if (ahead == 0) {
                return present.settled();
            }
            if (ahead < 0) {
                return CompletableFuture.completedFuture(null);
            }
            present.stop();
        }
        RoundTrace trace = RoundTrace.begin(tracer, submission, cause, config.recordedJobs());
        QueuedRound turn = new QueuedRound(submission, Timer.start(meters), trace);
        rounds.put(submission.id(), turn);
        turns.join(turn);
        return turn.settled();
    }

    /** Stops every round: another instance continues them. */
    synchronized void dropAll() {
        rounds.values().forEach(QueuedRound::drop);
        rounds.clear();
    }

    @PostConstruct
    void start() {
        for (int i = 0; i < config.threads(); i++) {
            Thread thread = daemon(this::work, "expands-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    @PreDestroy
    void stop() {
        closed = true;
        dropAll();
        threads.forEach(Thread::interrupt);
        questions.shutdownNow();
        later.shutdownNow();
    }

    private void work() {
        while (!closed) {
            try {
                QueuedRound turn = turns.take();
                MDC.put("campaignId", turn.submission().id());
                try {
                    advance(turn);
                } catch (RuntimeException e) {
                    LOG.errorf(
                            e,
                            "Campaign %s: expansion failed",
                            turn.submission().id());
                    again(turn, "a fault of this service");
                } finally {
                    MDC.remove("campaignId");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void advance(QueuedRound turn) {
        if (unwanted(turn)) {
            settle(turn);
            return;
        }
        RoundExpansion expansion = turn.expansion();
        if (expansion == null) {
            begin(turn);
            return;
        }
        PartOutcome stretch = expansion.advance(config.progressEvery(), turn.conclusiveRefusal());
        if (stretch instanceof PartOutcome.NoRoom) {
            turns.park(turn);
            lookForRoom();
        } else if (stretch instanceof PartOutcome.Unheard) {
            later(turn, LISTENING_PAUSE);
        } else if (stretch instanceof PartOutcome.Done done) {
            meters.counter("shakedown.jobs.published").increment(done.published());
            meters.counter("shakedown.jobs.linked").increment(done.linked());
            turn.succeeded();
            turns.had(turn, done.published() + COST_OF_A_LINK * done.linked());
            if (done.published() > 0) {
                roomPause = SHORTEST_ROOM_PAUSE;
            }
            if (expansion.progress().complete()) {
                report(turn, expansion.progress());
                settle(turn);
            } else {
                turns.ready(turn);
            }
        } else if (stretch instanceof PartOutcome.Later missing) {
            again(turn, missing.reason());
        } else if (stretch instanceof PartOutcome.Refused refused) {
            LOG.errorf(
                    "Campaign %s: Kafka refuses a job: %s",
                    turn.submission().id(), refused.refusal().reason());
            turn.refused(refused.refusal());
            again(turn, refused.refusal().reason());
        } else {
            settle(turn);
        }
    }

    /** Looks up the progress of the round. Progress and served networks are known once the topics have been read. */
    private void begin(QueuedRound turn) {
        SubmittedCampaign submission = turn.submission();
        CompletableFuture<Boolean> served = CompletableFuture.supplyAsync(networks::awaitCurrent, questions);
        if (!records.awaitCurrent(CURRENT_WITHIN) || !served.join()) {
            again(turn, "Kafka does not answer");
            return;
        }
        int round = submission.round().number();
        Optional<ExpansionProgress> last = records.expansion(submission.id());
        if (unwanted(turn)
                || last.filter(progress ->
                                progress.round() > round || (progress.round() == round && progress.complete()))
                        .isPresent()) {
            settle(turn);
            return;
        }
        StoreAnswer<CampaignSummary> counted =
                round == Round.FIRST.number() ? new StoreAnswer.Absent<>() : resultStore.campaign(submission.id());
        if (counted instanceof StoreAnswer.Unavailable<CampaignSummary> unavailable) {
            again(turn, unavailable.reason());
            return;
        }
        boolean known = counted instanceof StoreAnswer.Found<CampaignSummary> found
                && found.value().known() >= submission.jobs();
        turn.begin(new RoundExpansion(
                submission,
                last.filter(progress -> progress.round() == round)
                        .orElse(new ExpansionProgress(
                                ExpansionProgress.SCHEMA, submission.id(), round, 0, 0, 0, false)),
                known,
                config.chunkSize(),
                publisher,
                resultStore,
                networks::served,
                lanes,
                json,
                questions,
                () -> unwanted(turn),
                turn.trace()));
        turns.ready(turn);
    }

    private boolean unwanted(QueuedRound turn) {
        SubmittedCampaign submission = turn.submission();
        return turn.isStopped()
                || records.abandoned(submission.id(), submission.round().number());
    }

    /** Rounds without room get another turn, after a pause that grows until one of them finds some. */
    private synchronized void lookForRoom() {
        if (looksForRoom || closed) {
            return;
        }
        looksForRoom = true;
        var unused = later.schedule(this::unpark, roomPause.toMillis(), TimeUnit.MILLISECONDS);
        Duration doubled = roomPause.multipliedBy(2);
        roomPause = doubled.compareTo(LONGEST_ROOM_PAUSE) > 0 ? LONGEST_ROOM_PAUSE : doubled;
    }

    private synchronized void unpark() {
        looksForRoom = false;
        turns.unpark();
    }

    private void again(QueuedRound turn, String reason) {
        Duration pause = turn.nextPause(config.retryDelay(), config.longestRetryDelay());
        LOG.warnf(
                "Campaign %s will be expanded further in %d ms: %s",
                turn.submission().id(), pause.toMillis(), reason);
        later(turn, pause);
    }

    private void later(QueuedRound turn, Duration pause) {
        if (!closed) {
            var unused = later.schedule(() -> turns.ready(turn), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void settle(QueuedRound turn) {
        rounds.remove(turn.submission().id(), turn);
        turns.leave(turn);
        turn.settle();
    }

    private void report(QueuedRound turn, ExpansionProgress progress) {
        Duration took = Duration.ofNanos(turn.timing().stop(meters.timer("shakedown.expansion")));
        LOG.infof(
                "Campaign %s (%s), round %d: %d jobs published, %d linked in %d ms",
                progress.campaignId(),
                turn.submission().campaign().name(),
                progress.round(),
                progress.published(),
                progress.linked(),
                took.toMillis());
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
