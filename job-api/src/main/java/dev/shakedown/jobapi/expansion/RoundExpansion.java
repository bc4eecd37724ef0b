package dev.shakedown.jobapi.expansion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.EndedJob;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.queue.QueueRouting;
import dev.shakedown.jobapi.queue.ServedNetworks;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.messaging.JsonBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The publishing of one round of one campaign, in stretches. After each stretch the brokers have its jobs, and then the
 * progress. A stretch that did not come to its end is done again, job by job the same, for the queues that serve its
 * networks then. For one thread at a time.
 */
final class RoundExpansion {

    /** How many jobs the result-store is asked about at once. */
    private static final int ASKED_AT_ONCE = 1000;

    /** In results of jobs that no worker got. */
    private static final String WORKER = "job-api";

    private final SubmittedCampaign submission;
    private final CampaignExpansion expansion;
    private final ObjectMapper json;
    private final RequestWriter writer;
    private final TopicPublisher publisher;
    private final ResultStoreGateway resultStore;
    private final Supplier<ServedNetworks> networks;
    private final Executor questions;
    private final BooleanSupplier unwanted;
    private final RoundTrace trace;
    private final boolean known;
    private ExpansionProgress progress;
    private @Nullable Iterator<ExpandedJob> jobs;

    /** The outcome of publishing a part of a round. */
    sealed interface PartOutcome {

        /**
         * It is on Kafka, and so is the progress.
         *
         * @param published jobs for workers
         * @param linked jobs that had ended before
         */
        record Done(long published, long linked) implements PartOutcome {}

        /** The round is abandoned. */
        record Unwanted() implements PartOutcome {}

        /**
         * Kafka or the result-store did not answer.
         *
         * @param reason why, human-readable
         */
        record Later(String reason) implements PartOutcome {}

        /**
         * Kafka refuses a request of it.
         *
         * @param refusal which, and why
         */
        record Refused(PublishOutcome.Refused refusal) implements PartOutcome {}
    }

    /** Jobs, and what the result-store will have said of them. */
    private record Asked(List<ExpandedJob> jobs, CompletableFuture<StoreAnswer<Map<String, EndedJob>>> answer) {}

    /**
     * Prepares to go on from some progress.
     *
     * @param known whether result-store knows each of the campaign's jobs
     * @param networks what workers serve now, by which each stretch is routed
     * @param unwanted whether to stop
     * @param trace where the jobs belong in their traces
     */
    RoundExpansion(
            SubmittedCampaign submission,
            ExpansionProgress progress,
            boolean known,
            int chunkSize,
            TopicPublisher publisher,
            ResultStoreGateway resultStore,
            Supplier<ServedNetworks> networks,
            ObjectMapper json,
            Executor questions,
            BooleanSupplier unwanted,
            RoundTrace trace) {
        this.submission = submission;
        this.progress = progress;
        this.known = known;
        this.expansion = new CampaignExpansion(submission, chunkSize);
        this.json = json;
        this.writer = new RequestWriter(json);
        this.publisher = publisher;
        this.resultStore = resultStore;
        this.networks = networks;
        this.questions = questions;
        this.unwanted = unwanted;
        this.trace = trace;
    }

    /** The progress that is recorded on Kafka. */
    ExpansionProgress progress() {
        return progress;
    }

    /** Publishes up to so many jobs, and the progress. */
    PartOutcome advance(int most) {
        return advance(most, null);
    }

    /**
     * As {@link #advance(int)}, after a refusal: jobs that are refused for the same reason get a failed result with it,
     * and a link in place of the request.
     */
    PartOutcome advance(int most, PublishOutcome.@Nullable Refused refusal) {
        PartOutcome stretch = publish(most, refusal);
        if (!(stretch instanceof PartOutcome.Done)) {
            jobs = null;
        }
        return stretch;
    }

    private PartOutcome publish(int most, PublishOutcome.@Nullable Refused refusal) {
        Iterator<ExpandedJob> from = jobs == null ? expansion.from(progress.expanded()) : jobs;
        jobs = from;
        TopicPublisher.Batch batch = publisher.batch();
        QueueRouting routes = new QueueRouting(networks.get());
        long expanded = 0;
        long published = 0;
        long linked = 0;
        Asked ahead = ask(from, most);
        while (!ahead.jobs().isEmpty()) {
            if (unwanted.getAsBoolean()) {
                return new PartOutcome.Unwanted();
            }
            Asked present = ahead;
            expanded += present.jobs().size();
            // The result-store looks the next ones up while these are being written.
            ahead = ask(from, (int) (most - expanded));
            StoreAnswer<Map<String, EndedJob>> answer = present.answer().join();
            if (!(answer instanceof StoreAnswer.Found<Map<String, EndedJob>> found)) {
                return new PartOutcome.Later(answer.reason());
            }
            for (ExpandedJob job : present.jobs()) {
                AttackRequest request = job.request();
                JobDecision fate =
                        JobDecision.of(submission.round(), known, found.value().get(request.jobId()));
                if (fate instanceof JobDecision.Publish publish) {
                    AttackRequest delivered = request.delivered(publish.delivery());
                    String topic = routes.topic(request, submission.campaign().priority());
                    byte[] bytes = writer.bytes(delivered);
                    if (refusal != null
                            && refusal.alsoRefuses(topic, (long) job.affinity().length() + bytes.length)) {
                        fail(batch, delivered, bytes, refusal);
                        linked++;
                        continue;
                    }
                    batch.send(topic, job.affinity(), bytes, trace.header(request.ordinal()));
                    published++;
                } else if (fate instanceof JobDecision.Link link) {
                    batch.send(
                            Topics.LINKS,
                            submission.id(),
                            writer.bytes(request.delivered(link.delivery())),
                            trace.header(request.ordinal()));
                    linked++;
                }
            }
            if (batch.failed()) {
                break;
            }
        }
        return conclude(batch.acknowledgement(), from.hasNext(), expanded, published, linked);
    }

    private void fail(TopicPublisher.Batch batch, AttackRequest request, byte[] bytes, PublishOutcome.Refused refusal) {
        Instant now = Instant.now();
        AttackResult result = new AttackResult(
                AttackResult.SCHEMA,
                request.jobId(),
                request.campaignId(),
                new JobOutcome.Failed(refusal.code(), refusal.reason()),
                WORKER,
                now,
                now,
                request.delivery());
        batch.send(Topics.RESULTS, request.jobId(), JsonBytes.of(json, result), trace.header(request.ordinal()));
        batch.send(Topics.LINKS, submission.id(), bytes, trace.header(request.ordinal()));
    }

    private PartOutcome conclude(PublishOutcome outcome, boolean more, long expanded, long published, long linked) {
        ExpansionProgress next = new ExpansionProgress(
                ExpansionProgress.SCHEMA,
                submission.id(),
                submission.round().number(),
                progress.expanded() + expanded,
                progress.published() + published,
                progress.linked() + linked,
                !more);
        PublishOutcome noted = outcome instanceof PublishOutcome.Published
                ? publisher.publish(Topics.EXPANSIONS, submission.id(), next)
                : outcome;
        if (noted instanceof PublishOutcome.Unavailable unavailable) {
            return new PartOutcome.Later(unavailable.reason());
        }
        if (noted instanceof PublishOutcome.Refused refused) {
            return new PartOutcome.Refused(refused);
        }
        progress = next;
        return new PartOutcome.Done(published, linked);
    }

    private Asked ask(Iterator<ExpandedJob> from, int most) {
        List<ExpandedJob> chunk = new ArrayList<>(Math.max(0, Math.min(most, ASKED_AT_ONCE)));
        while (chunk.size() < most && chunk.size() < ASKED_AT_ONCE && from.hasNext()) {
            chunk.add(from.next());
        }
        if (chunk.isEmpty()) {
            return new Asked(chunk, CompletableFuture.completedFuture(new StoreAnswer.Found<>(Map.of())));
        }
        List<String> ids = chunk.stream().map(job -> job.request().jobId()).toList();
        return new Asked(chunk, CompletableFuture.supplyAsync(trace.within(() -> resultStore.ended(ids)), questions));
    }
}
