package dev.shakedown.jobapi.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.contract.http.JobStates.EndedJob;
import dev.shakedown.contract.http.Requeued;
import dev.shakedown.contract.http.Requeued.Skipped;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.jobapi.deadletter.RequeueResource.RequeueRequest;
import dev.shakedown.jobapi.lifecycle.CampaignRecords;
import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.queue.QueueRouting;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.messaging.JsonBytes;
import dev.shakedown.service.messaging.TraceHeader;
import dev.shakedown.service.problem.Checked;
import io.opentelemetry.api.trace.Span;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Publishes again the requests of jobs that were given up, each as the next retry of its job. */
@ApplicationScoped
class DeadLetterRequeue {

    private static final int PAGE = 100;

    private final ResultStoreGateway resultStore;
    private final KnownCampaigns campaigns;
    private final CampaignRecords records;
    private final NetworkCatalogue networks;
    private final TopicPublisher publisher;
    private final ObjectMapper json;

    DeadLetterRequeue(
            ResultStoreGateway resultStore,
            KnownCampaigns campaigns,
            CampaignRecords records,
            NetworkCatalogue networks,
            TopicPublisher publisher,
            ObjectMapper json) {
        this.resultStore = resultStore;
        this.campaigns = campaigns;
        this.records = records;
        this.networks = networks;
        this.publisher = publisher;
        this.json = json;
    }

    Checked<Requeued> requeue(RequeueRequest order) {
        if (!networks.awaitCurrent()) {
            return Checked.unavailable("Kafka does not answer");
        }
        Work work = new Work(new QueueRouting(networks.served()));
        if (order.jobs() == null) {
            String reason = work.pages(order.campaign(), null);
            return reason == null ? new Checked.Valid<>(work.done()) : Checked.unavailable(reason);
        }
        for (String job : order.jobs()) {
            String reason = work.pages(null, job);
            if (reason != null) {
                return Checked.unavailable(reason);
            }
            if (!work.seen.contains(job)) {
                work.skipped.add(new Skipped(job, "it has no dead letter"));
                work.seen.add(job);
            }
        }
        return new Checked.Valid<>(work.done());
    }

    /** One request being carried out. Jobs that were published before a failure stay published. */
    private final class Work {

        private final QueueRouting routes;
        private final Set<String> seen = new HashSet<>();
        private final List<Skipped> skipped = new ArrayList<>();
        private long requeued;

        Work(QueueRouting routes) {
            this.routes = routes;
        }

        Requeued done() {
            return new Requeued(requeued, skipped);
        }

        /** Goes through all pages; says why if it cannot. */
        @Nullable
        String pages(@Nullable String campaign, @Nullable String job) {
            Long after = null;
            do {
                StoreAnswer<DeadLetterPage> answer = resultStore.deadLetters(campaign, job, after, PAGE);
                if (!(answer instanceof StoreAnswer.Found<DeadLetterPage> found)) {
                    return answer.reason();
                }
                String reason = page(found.value());
                if (reason != null) {
                    return reason;
                }
                after = found.value().next();
            } while (after != null);
            return null;
        }

        private @Nullable String page(DeadLetterPage page) {
            List<AttackRequest> requests = new ArrayList<>();
            for (DeadLetterPage.Numbered stored : page.deadLetters()) {
                AttackRequest request = read(stored.deadLetter());
                if (request != null && seen.add(request.jobId())) {
                    requests.add(request);
                }
            }
            if (requests.isEmpty()) {
                return null;
            }
            List<String> ids = requests.stream().map(AttackRequest::jobId).toList();
            if (!(resultStore.ended(ids) instanceof StoreAnswer.Found<Map<String, EndedJob>> ended)) {
                return "The result-store does not tell which jobs have ended";
            }
            TopicPublisher.Batch batch = publisher.batch();
            long sent = 0;
            for (AttackRequest request : requests) {
                sent += send(request, ended.value().get(request.jobId()), batch) ? 1 : 0;
            }
            PublishOutcome outcome = batch.acknowledgement();
            if (!(outcome instanceof PublishOutcome.Published)) {
                return outcome.reason();
            }
            requeued += sent;
            return null;
        }

        private @Nullable AttackRequest read(DeadLetter letter) {
            try {
                AttackRequest request = json.readValue(letter.value(), AttackRequest.class);
                if (request != null
                        && request.jobId() != null
                        && request.network() != null
                        && request.source() != null) {
                    return request;
                }
            } catch (JsonProcessingException e) {
                // Said below.
            }
            skipped.add(new Skipped(letter.jobId(), "no job can be read in it: " + letter.reason()));
            if (letter.jobId() != null) {
                seen.add(letter.jobId());
            }
            return null;
        }

        private boolean send(AttackRequest request, @Nullable EndedJob ended, TopicPublisher.Batch batch) {
            if (ended != null && ended.status() == EndedJob.Status.SUCCEEDED) {
                skipped.add(new Skipped(request.jobId(), "it has succeeded since"));
                return false;
            }
            if (!(campaigns.find(request.campaignId()) instanceof Lookup.Known known)) {
                skipped.add(new Skipped(request.jobId(), "there is no campaign " + request.campaignId()));
                return false;
            }
            KnownCampaign campaign = known.campaign();
            int round = campaign.round().number();
            if (records.abandoned(campaign.id(), round)) {
                skipped.add(new Skipped(
                        request.jobId(),
                        "campaign %s is paused or cancelled: go on with it first".formatted(campaign.id())));
                return false;
            }
            int last = ended == null ? request.delivery().retry() : ended.retry();
            AttackRequest again = request.delivered(new Delivery(round, last + 1));
            batch.send(
                    routes.topic(again, campaign.priority()),
                    affinity(again),
                    JsonBytes.of(json, again),
                    TraceHeader.of(Span.current()));
            return true;
        }
    }

    /** Jobs that failed are few; those of a network can share batches where their images have one size. */
    private static String affinity(AttackRequest request) {
        return request.network().id() + "|again|" + request.jobId().charAt(0);
    }
}
