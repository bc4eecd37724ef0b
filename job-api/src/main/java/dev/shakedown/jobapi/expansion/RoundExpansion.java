package dev.shakedown.jobapi.expansion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.JobStates.EndedJob;
import dev.shakedown.contract.http.JobStates.EndedJob.Status;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.expansion.LaneRooms.Place;
import dev.shakedown.jobapi.queue.QueueRouting;
import dev.shakedown.jobapi.queue.ServedNetworks;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.messaging.JsonBytes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
    private final ChunkPlaces places;
    private ExpansionProgress progress;
    private @Nullable Iterator<ExpandedJob> jobs;
    /** Jobs that were taken from the iterator and not published. */
    private final Deque<Asked> asked = new ArrayDeque<>();
    /** By job id, which retry was published of jobs that the result-store may still count as failed. */
    private final Map<String, Integer> unheard = new LinkedHashMap<>();
    /** The last progress, once the brokers have all jobs and while {@link #unheard} has some. */
    private @Nullable ExpansionProgress awaited;

    /** The outcome of publishing a part of a round. */
    sealed interface PartOutcome {

        /** It is on Kafka, and so is the progress. */
        record Done(long published, long linked) implements PartOutcome {}

        /** Nothing was published: the workers of the next job have enough. */
        record NoRoom() implements PartOutcome {}

        /**
         * The last jobs are on Kafka, but the result-store does not know of all failed ones that they are tried again.
         * It would count them as ended, so that a complete round looked finished.
         */
        record Unheard() implements PartOutcome {}

        /** The round is abandoned. */
        record Unwanted() implements PartOutcome {}

        /** Kafka or the result-store did not answer. */
        record Later(String reason) implements PartOutcome {}

        /** Kafka refuses a request of it. */
        record Refused(PublishOutcome.Refused refusal) implements PartOutcome {}
    }

    /** Jobs, and what the result-store will have said of them. */
    private record Asked(List<ExpandedJob> jobs, CompletableFuture<StoreAnswer<Map<String, EndedJob>>> answer) {

        Asked after(int done) {
            return new Asked(jobs.subList(done, jobs.size()), answer);
        }
    }

    /**
     * Prepares to go on from some progress.
     *
     * @param known whether result-store knows each of the campaign's jobs
     * @param networks what workers serve now, by which each stretch is routed
     */
    RoundExpansion(
            SubmittedCampaign submission,
            ExpansionProgress progress,
            boolean known,
            int chunkSize,
            TopicPublisher publisher,
            ResultStoreGateway resultStore,
            Supplier<ServedNetworks> networks,
            LaneRooms lanes,
            ObjectMapper json,
            Executor questions,
            BooleanSupplier unwanted,
            RoundTrace trace) {
        this.submission = submission;
        this.progress = progress;
        this.known = known;
        this.expansion = new CampaignExpansion(submission, chunkSize);
        this.places = new ChunkPlaces(lanes, chunkSize);
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
        ExpansionProgress last = awaited;
        if (last != null) {
            return listen(last);
        }
        PartOutcome stretch = publish(most, refusal);
        if (stretch instanceof PartOutcome.Later
                || stretch instanceof PartOutcome.Refused
                || stretch instanceof PartOutcome.Unwanted) {
            jobs = null;
            asked.clear();
        }
        return stretch;
    }

    private PartOutcome publish(int most, PublishOutcome.@Nullable Refused refusal) {
        Iterator<ExpandedJob> from = jobs == null ? expansion.from(progress.expanded()) : jobs;
        jobs = from;
        TopicPublisher.Batch batch = publisher.batch();
        QueueRouting routes = new QueueRouting(networks.get());
        boolean urgent = submission.campaign().priority() == Priority.URGENT;
        long expanded = 0;
        long published = 0;
        long linked = 0;
        boolean full = false;
        while (!full && expanded < most && !batch.failed()) {
            if (unwanted.getAsBoolean()) {
                return new PartOutcome.Unwanted();
            }
            // The result-store looks the next ones up while these are being written.
            while (asked.size() < 2 && from.hasNext()) {
                asked.add(ask(from, Math.min(most, ASKED_AT_ONCE)));
            }
            Asked present = asked.poll();
            if (present == null) {
                break;
            }
            StoreAnswer<Map<String, EndedJob>> answer = present.answer().join();
            if (!(answer instanceof StoreAnswer.Found<Map<String, EndedJob>> found)) {
                return new PartOutcome.Later(answer.reason());
            }
            for (int i = 0; i < present.jobs().size() && !full; i++) {
                ExpandedJob job = present.jobs().get(i);
                AttackRequest request = job.request();
                EndedJob ended = found.value().get(request.jobId());
                JobDecision fate = JobDecision.of(submission.round(), known, ended);
                if (fate instanceof JobDecision.Publish publish) {
                    AttackRequest delivered = request.delivered(publish.delivery());
                    RequestQueue queue = routes.queue(request.network(), request.judges());
                    String topic = urgent ? queue.urgent() : queue.requests();
                    byte[] bytes = writer.bytes(delivered);
                    if (refusal != null
                            && refusal.alsoRefuses(topic, (long) job.affinity().length() + bytes.length)) {
                        fail(batch, delivered, bytes, refusal);
                        linked++;
                    } else {
                        Place place = urgent
                                ? new Place.Anywhere()
                                : places.next(queue, present.after(i).jobs());
                        if (place instanceof Place.None) {
                            asked.addFirst(present.after(i));
                            full = true;
                            continue;
                        }
                        Integer partition = place instanceof Place.In in ? in.partition() : null;
                        batch.send(topic, partition, job.affinity(), bytes, trace.header(request.ordinal()));
                        published++;
                        if (ended != null) {
                            unheard.put(request.jobId(), publish.delivery().retry());
                        }
                    }
                } else if (fate instanceof JobDecision.Link link) {
                    batch.send(
                            Topics.LINKS,
                            submission.id(),
                            writer.bytes(request.delivered(link.delivery())),
                            trace.header(request.ordinal()));
                    linked++;
                }
                expanded++;
            }
        }
        if (full && expanded == 0) {
            return new PartOutcome.NoRoom();
        }
        PublishOutcome outcome = batch.acknowledgement();
        if (!(outcome instanceof PublishOutcome.Published)) {
            return unpublished(outcome);
        }
        boolean more = from.hasNext() || !asked.isEmpty();
        ExpansionProgress next = new ExpansionProgress(
                ExpansionProgress.SCHEMA,
                submission.id(),
                submission.round().number(),
                progress.expanded() + expanded,
                progress.published() + published,
                progress.linked() + linked,
                !more);
        if (more) {
            forgetHeard();
            return conclude(next);
        }
        awaited = next;
        return listen(next);
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

    private PartOutcome listen(ExpansionProgress last) {
        while (!unheard.isEmpty()) {
            int left = Math.max(0, unheard.size() - ASKED_AT_ONCE);
            StoreAnswer<?> answer = forgetHeard();
            if (!(answer instanceof StoreAnswer.Found<?>)) {
                return new PartOutcome.Later(answer.reason());
            }
            if (unheard.size() > left) {
                return new PartOutcome.Unheard();
            }
        }
        return conclude(last);
    }

    /** Asks the result-store about some of the jobs, those that were published first. */
    private StoreAnswer<Map<String, EndedJob>> forgetHeard() {
        List<String> some = unheard.keySet().stream().limit(ASKED_AT_ONCE).toList();
        StoreAnswer<Map<String, EndedJob>> answer =
                some.isEmpty() ? new StoreAnswer.Found<>(Map.of()) : resultStore.ended(some);
        if (answer instanceof StoreAnswer.Found<Map<String, EndedJob>> found) {
            for (String id : some) {
                EndedJob ended = found.value().get(id);
                if (ended == null
                        || ended.askedAgain()
                        || ended.status() == Status.SUCCEEDED
                        || ended.retry() >= unheard.getOrDefault(id, 0)) {
                    unheard.remove(id);
                }
            }
        }
        return answer;
    }

    private PartOutcome conclude(ExpansionProgress next) {
        PublishOutcome noted = publisher.publish(Topics.EXPANSIONS, submission.id(), next);
        if (!(noted instanceof PublishOutcome.Published)) {
            return unpublished(noted);
        }
        PartOutcome done =
                new PartOutcome.Done(next.published() - progress.published(), next.linked() - progress.linked());
        progress = next;
        return done;
    }

    private static PartOutcome unpublished(PublishOutcome outcome) {
        return outcome instanceof PublishOutcome.Refused refused
                ? new PartOutcome.Refused(refused)
                : new PartOutcome.Later(outcome.reason());
    }

    private Asked ask(Iterator<ExpandedJob> from, int most) {
        List<ExpandedJob> next = new ArrayList<>(most);
        while (next.size() < most && from.hasNext()) {
            next.add(from.next());
        }
        List<String> ids = next.stream().map(job -> job.request().jobId()).toList();
        return new Asked(next, CompletableFuture.supplyAsync(trace.within(() -> resultStore.ended(ids)), questions));
    }
}
