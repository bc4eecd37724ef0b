package dev.shakedown.jobapi.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.jobapi.lifecycle.CampaignRecords;
import dev.shakedown.jobapi.lifecycle.StateInputs;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import dev.shakedown.service.messaging.ProgressFeed;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How campaigns are going, from the topics and the result-store's counts. Looks at all that have not ended now and
 * then, so that their pace is known before the first request. Thread-safe.
 */
@Startup
@ApplicationScoped
public class CampaignStatuses {

    private static final Logger LOG = Logger.getLogger(CampaignStatuses.class);

    private final KnownCampaigns campaigns;
    private final CampaignRecords records;
    private final ResultStoreGateway resultStore;
    private final ProgressFeed progress;
    private final WatchConfig config;
    private final CachedCounts counts;
    private final Map<String, CampaignThroughput> throughputs = new ConcurrentHashMap<>();
    private final Map<String, EndedRound> ended = new ConcurrentHashMap<>();
    private final Map<CampaignState, Long> inState = new ConcurrentHashMap<>();
    private final ScheduledExecutorService survey = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "surveys-campaigns");
        thread.setDaemon(true);
        return thread;
    });

    /** A round that has ended; nothing changes until there is another. */
    private record EndedRound(int round, CampaignState state) {}

    CampaignStatuses(
            KnownCampaigns campaigns,
            CampaignRecords records,
            ResultStoreGateway resultStore,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ObjectMapper json,
            WatchConfig config,
            MeterRegistry meters) {
        this.campaigns = campaigns;
        this.records = records;
        this.resultStore = resultStore;
        this.progress = new ProgressFeed(kafka, "shakedown-job-api", json, config.staleAfter(), config.maxRunning());
        meters.gauge("shakedown.jobs.running", progress, ProgressFeed::count);
        this.config = config;
        this.counts = new CachedCounts(resultStore::campaign, config.countsGoodFor(), System::nanoTime);
        for (CampaignState state : CampaignState.values()) {
            meters.gauge(
                    "shakedown.campaigns",
                    List.of(io.micrometer.core.instrument.Tag.of("state", state.name())),
                    inState,
                    all -> all.getOrDefault(state, 0L));
        }
    }

    /** How one is going; unavailable if the result-store does not answer. */
    public StoreAnswer<CampaignStatus> of(KnownCampaign campaign) {
        StateInputs uncounted = inputs(campaign, null);
        StoreAnswer<CampaignSummary> answer = counts.of(campaign.id(), uncounted.expansion());
        if (answer instanceof StoreAnswer.Unavailable<CampaignSummary> unavailable) {
            return new StoreAnswer.Unavailable<>(unavailable.reason());
        }
        return new StoreAnswer.Found<>(of(
                campaign,
                uncounted.counted(answer instanceof StoreAnswer.Found<CampaignSummary> found ? found.value() : null)));
    }

    /** How several are going, in their order. */
    public StoreAnswer<List<CampaignStatus>> of(List<KnownCampaign> several) {
        List<CampaignStatus> statuses = new ArrayList<>(several.size());
        for (int first = 0; first < several.size(); first += ResultStoreGateway.MOST_CAMPAIGNS) {
            List<KnownCampaign> some =
                    several.subList(first, Math.min(several.size(), first + ResultStoreGateway.MOST_CAMPAIGNS));
            List<StateInputs> uncounted =
                    some.stream().map(campaign -> inputs(campaign, null)).toList();
            StoreAnswer<Map<String, CampaignSummary>> answer =
                    resultStore.campaigns(some.stream().map(KnownCampaign::id).toList());
            if (!(answer instanceof StoreAnswer.Found<Map<String, CampaignSummary>> found)) {
                return new StoreAnswer.Unavailable<>(answer.reason());
            }
            for (int i = 0; i < some.size(); i++) {
                KnownCampaign campaign = some.get(i);
                statuses.add(of(campaign, uncounted.get(i).counted(found.value().get(campaign.id()))));
            }
        }
        return new StoreAnswer.Found<>(statuses);
    }

    /**
     * What a campaign's state follows from, given the counts. They should not be older than this call: a complete round
     * with earlier counts looks finished.
     */
    public StateInputs inputs(KnownCampaign campaign, @Nullable CampaignSummary counted) {
        return new StateInputs(
                campaign.workload().jobs(),
                campaign.round(),
                records.control(campaign.id()),
                records.expansion(campaign.id()),
                counted);
    }

    /** How one is going, given the counts; null if the result-store has not heard of it yet. */
    public CampaignStatus of(KnownCampaign campaign, @Nullable CampaignSummary counted) {
        return of(campaign, inputs(campaign, counted));
    }

    private CampaignStatus of(KnownCampaign campaign, StateInputs inputs) {
        CampaignProgress found = new CampaignProgress(campaign, inputs, progress.of(campaign.id()));
        CampaignStatus status = found.status();
        if (status.state().ended() || status.state() == CampaignState.PAUSED) {
            throughputs.remove(campaign.id());
            return status;
        }
        CampaignThroughput throughput = throughputs.computeIfAbsent(campaign.id(), id -> new CampaignThroughput());
        throughput.note(System.nanoTime(), status.stepsDone(), status.ended());
        return found.status(throughput.stepsPerSecond(), throughput.jobsPerMinute());
    }

    @PostConstruct
    void start() {
        progress.start();
        long pause = config.surveyEvery().toMillis();
        var unused = survey.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        survey.shutdownNow();
        progress.close();
    }

    private void look() {
        try {
            Map<CampaignState, Long> states = new EnumMap<>(CampaignState.class);
            List<KnownCampaign> open = new ArrayList<>();
            for (KnownCampaign campaign : campaigns.newestFirst()) {
                EndedRound last = ended.get(campaign.id());
                if (last != null && last.round() == campaign.round().number()) {
                    states.merge(last.state(), 1L, Long::sum);
                } else {
                    open.add(campaign);
                }
            }
            if (of(open) instanceof StoreAnswer.Found<List<CampaignStatus>> found) {
                for (CampaignStatus status : found.value()) {
                    states.merge(status.state(), 1L, Long::sum);
                    if (status.state().ended()) {
                        ended.put(status.id(), new EndedRound(status.round(), status.state()));
                    }
                }
                for (CampaignState state : CampaignState.values()) {
                    inState.put(state, states.getOrDefault(state, 0L));
                }
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "Campaigns could not be looked at");
        }
    }

    /** The result-store's counts of campaigns: one request serves all callers of about the same time. */
    static final class CachedCounts {

        private static final int REMEMBERED = 1000;

        private final LoadingCache<Question, StoreAnswer<CampaignSummary>> counts;

        /** Counts of before a round was published whole are of no use after it. */
        private record Question(String id, OptionalInt completeRound) {}

        /**
         * Remembers answers.
         *
         * @param request asks the result-store about a campaign
         * @param nanos the time, as {@link System#nanoTime()} has it
         */
        CachedCounts(Function<String, StoreAnswer<CampaignSummary>> request, Duration goodFor, LongSupplier nanos) {
            this.counts = Caffeine.newBuilder()
                    .maximumSize(REMEMBERED)
                    .expireAfterWrite(goodFor)
                    .ticker(nanos::getAsLong)
                    .build(question -> request.apply(question.id()));
        }

        StoreAnswer<CampaignSummary> of(String id, Optional<ExpansionProgress> expansion) {
            return counts.get(new Question(
                    id,
                    expansion
                            .filter(ExpansionProgress::complete)
                            .map(complete -> OptionalInt.of(complete.round()))
                            .orElse(OptionalInt.empty())));
        }
    }
}
