package dev.shakedown.jobapi.expansion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.Round;
import dev.shakedown.contract.campaign.SubmittedCampaign;
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
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the jobs of the rounds that it is given, several campaigns at once; all take turns, stretch by stretch. A
 * round goes on where Kafka says that it had come to, and ends early when it is abandoned or when a later one of its
 * campaign comes. Thread-safe.
 */
@ApplicationScoped
class CampaignExpander {

    private static final Logger LOG = Logger.getLogger(CampaignExpander.class);
    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);

    private final TopicPublisher publisher;
    private final ResultStoreGateway resultStore;
    private final CampaignRecords records;
    private final NetworkCatalogue networks;
    private final ExpansionConfig config;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final Tracer tracer;
    private final Map<String, QueuedRound> turns = new HashMap<>();
    private final PriorityBlockingQueue<QueuedRound> waiting = new PriorityBlockingQueue<>(16, QueuedRound.ORDER);
    private final List<Thread> threads = new ArrayList<>();
    private final ExecutorService questions = Executors.newCachedThreadPool(task -> daemon(task, "asks-result-store"));
    private final ScheduledExecutorService later =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "expands-later"));
    private volatile boolean closed;

    CampaignExpander(
            TopicPublisher publisher,
            ResultStoreGateway resultStore,
            CampaignRecords records,
            NetworkCatalogue networks,
            ExpansionConfig config,
            ObjectMapper json,
            MeterRegistry meters,
            Tracer tracer) {
        this.publisher = publisher;
        this.resultStore = resultStore;
        this.records = records;
        this.networks = networks;
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
        QueuedRound present = turns.get(submission.id());
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
        turns.put(submission.id(), turn);
        waiting.add(turn);
        return turn.settled();
    }

    /** Stops every round: another instance continues them. */
    synchronized void dropAll() {
        turns.values().forEach(QueuedRound::drop);
        turns.clear();
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
                QueuedRound turn = waiting.take();
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
        PartOutcome stretch = expansion.advance(config.progressEvery());
        if (stretch instanceof PartOutcome.Done done) {
            meters.counter("shakedown.jobs.published").increment(done.published());
            meters.counter("shakedown.jobs.linked").increment(done.linked());
            turn.had(config.progressEvery());
            if (expansion.progress().complete()) {
                report(turn, expansion.progress());
                settle(turn);
            } else {
                waiting.add(turn);
            }
        } else if (stretch instanceof PartOutcome.Later missing) {
            again(turn, missing.reason());
        } else if (stretch instanceof PartOutcome.Impossible impossible) {
            LOG.errorf("Campaign %s cannot be expanded: %s", turn.submission().id(), impossible.reason());
            settle(turn);
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
                json,
                questions,
                () -> unwanted(turn),
                turn.trace()));
        waiting.add(turn);
    }

    private boolean unwanted(QueuedRound turn) {
        SubmittedCampaign submission = turn.submission();
        return turn.isStopped()
                || records.abandoned(submission.id(), submission.round().number());
    }

    private void again(QueuedRound turn, String reason) {
        Duration pause = turn.nextPause(config.retryDelay(), config.longestRetryDelay());
        LOG.warnf(
                "Campaign %s will be expanded further in %d ms: %s",
                turn.submission().id(), pause.toMillis(), reason);
        if (!closed) {
            var unused = later.schedule(() -> waiting.add(turn), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void settle(QueuedRound turn) {
        turns.remove(turn.submission().id(), turn);
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
