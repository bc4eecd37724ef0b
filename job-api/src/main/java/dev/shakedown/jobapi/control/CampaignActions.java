package dev.shakedown.jobapi.control;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.jobapi.lifecycle.CampaignRecords;
import dev.shakedown.jobapi.lifecycle.CampaignTransitions;
import dev.shakedown.jobapi.lifecycle.CampaignTransitions.Action;
import dev.shakedown.jobapi.lifecycle.CampaignTransitions.Consequence;
import dev.shakedown.jobapi.lifecycle.StateInputs;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.jobapi.watch.CampaignStatuses;
import dev.shakedown.service.messaging.RecordFetch.RecordPlace;
import dev.shakedown.service.messaging.Settling;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides how an action changes a campaign, from what Kafka has at that moment, and publishes the change: first another
 * round if there is to be one, then the control record. Within an instance one action after the other is done to a
 * campaign; what they ask Kafka and the result-store before is shared by all callers of the same time. Thread-safe.
 */
@ApplicationScoped
class CampaignActions {

    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);
    /** For so long what was current stays so: a reader that fails waits longer before it starts again. */
    private static final Duration CURRENT_FOR = Duration.ofMillis(500);

    private static final int NONE_ABANDONED = -1;

    private final KnownCampaigns campaigns;
    private final CampaignRecords records;
    private final CampaignStatuses statuses;
    private final ResultStoreGateway resultStore;
    private final TopicPublisher publisher;
    private final Clock clock = Clock.systemUTC();
    /** A campaign's turn, for as long as a caller has it or waits for it. */
    private final LoadingCache<String, CampaignTurn> turns =
            Caffeine.newBuilder().weakValues().build(id -> new CampaignTurn());

    /** The caller that has its monitor may change the campaign. */
    private static final class CampaignTurn {
        /** Whether the last caller wrote something that may not be known here yet. */
        private boolean uncertain;
    }

    /** A publication did not succeed, or is not known to have succeeded. */
    private static final class NotPublished extends Exception {
        NotPublished(String reason) {
            super(reason);
        }
    }

    CampaignActions(
            KnownCampaigns campaigns,
            CampaignRecords records,
            CampaignStatuses statuses,
            ResultStoreGateway resultStore,
            TopicPublisher publisher) {
        this.campaigns = campaigns;
        this.records = records;
        this.statuses = statuses;
        this.resultStore = resultStore;
        this.publisher = publisher;
    }

    /** What the campaign is after an action, and whether the action changed it. */
    record Done(CampaignStatus status, boolean changed) {}

    /** Does it durably; the problem if it cannot be done. */
    Checked<Done> act(String id, Action action) {
        // Before Kafka is asked: a caller that writes meanwhile has the same one, and notes there if it fails.
        CampaignTurn turn = turns.get(id);
        Settling settling = settle();
        // The result-store is asked at the same time, but not about ids that are unknown here.
        boolean familiar = campaigns.isKnownHere(id);
        StoreAnswer<CampaignSummary> asked = familiar ? resultStore.campaign(id) : new StoreAnswer.Absent<>();
        if (!settling.await(CURRENT_WITHIN)) {
            return refused(ProblemType.UNAVAILABLE, "Kafka does not answer");
        }
        long since = System.nanoTime();
        if (!(campaigns.find(id) instanceof Lookup.Known)) {
            return refused(ProblemType.NOT_FOUND, "There is no campaign %s".formatted(id));
        }
        StoreAnswer<CampaignSummary> counted = familiar ? asked : resultStore.campaign(id);
        if (counted instanceof StoreAnswer.Unavailable<CampaignSummary> unavailable) {
            return refused(ProblemType.UNAVAILABLE, unavailable.reason());
        }
        CampaignSummary counts = counted instanceof StoreAnswer.Found<CampaignSummary> found ? found.value() : null;
        synchronized (turn) {
            boolean old = turn.uncertain || System.nanoTime() - since > CURRENT_FOR.toNanos();
            if (old && !settle().await(CURRENT_WITHIN)) {
                return refused(ProblemType.UNAVAILABLE, "Kafka does not answer");
            }
            if (!(campaigns.find(id) instanceof Lookup.Known known)) {
                return refused(ProblemType.NOT_FOUND, "There is no campaign %s".formatted(id));
            }
            turn.uncertain = true;
            try {
                Checked<Done> done = act(known.campaign(), counts, action);
                turn.uncertain = false;
                return done;
            } catch (NotPublished e) {
                return refused(ProblemType.UNAVAILABLE, String.valueOf(e.getMessage()));
            }
        }
    }

    private Checked<Done> act(KnownCampaign campaign, @Nullable CampaignSummary counts, Action action)
            throws NotPublished {
        StateInputs inputs = statuses.inputs(campaign, counts);
        CampaignState state = inputs.state();
        Consequence consequence = CampaignTransitions.on(state, action);
        if (consequence instanceof Consequence.Conflict) {
            return conflict(state, action, "");
        }
        boolean nothingToRetry = counts == null || counts.failed() == 0;
        if (action == Action.RETRY && state != CampaignState.CANCELLED && nothingToRetry) {
            return conflict(state, action, ", and none of its jobs has failed");
        }
        if (consequence instanceof Consequence.Already) {
            finishEarlier(campaign, inputs, action);
            return status(campaign.id(), counts, false);
        }
        write(campaign, inputs, action);
        return status(campaign.id(), counts, true);
    }

    private void write(KnownCampaign campaign, StateInputs inputs, Action action) throws NotPublished {
        int present = campaign.round().number();
        int abandoned = inputs.control().map(CampaignControl::abandoned).orElse(NONE_ABANDONED);
        switch (action) {
            case PAUSE -> control(campaign, CampaignControl.State.PAUSED, present);
            case CANCEL -> control(campaign, CampaignControl.State.CANCELLED, present);
            // What was to be tried again when it was paused is still to be.
            case RESUME ->
                begin(campaign, new Round(present + 1, campaign.round().retryFailed()), present);
            case RETRY -> begin(campaign, new Round(present + 1, true), abandoned);
        }
    }

    private void begin(KnownCampaign campaign, Round round, int abandoned) throws NotPublished {
        SubmittedCampaign whole = campaigns
                .whole(campaign.id())
                .orElseThrow(() -> new NotPublished("The campaign could not be read from Kafka"));
        RecordPlace place = publish(Topics.CAMPAIGNS, campaign.id(), whole.in(round));
        control(campaign, CampaignControl.State.ACTIVE, abandoned);
        if (!campaigns.awaitPublished(place, CURRENT_WITHIN)) {
            throw unconfirmed();
        }
    }

    /** An instance that resumed or retried may have died between the round and the control record. */
    private void finishEarlier(KnownCampaign campaign, StateInputs inputs, Action action) throws NotPublished {
        Optional<CampaignControl> control = inputs.control();
        if (action == Action.RESUME
                && control.filter(word -> word.state() != CampaignControl.State.ACTIVE)
                        .isPresent()) {
            control(campaign, CampaignControl.State.ACTIVE, control.get().abandoned());
        }
    }

    /** Writes it and waits until it is known here, so that a client that reads after its own action sees it. */
    private void control(KnownCampaign campaign, CampaignControl.State state, int abandoned) throws NotPublished {
        RecordPlace place = publish(
                Topics.CONTROL,
                campaign.id(),
                new CampaignControl(
                        CampaignControl.SCHEMA, campaign.id(), state, abandoned, timeOfControl(campaign.id())));
        if (!records.awaitControl(place, CURRENT_WITHIN)) {
            throw unconfirmed();
        }
    }

    /** After the one before, also if this instance's clock is behind: result-store keeps the latest. */
    private Instant timeOfControl(String campaignId) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return records.control(campaignId)
                .map(before -> before.at().plusMillis(1))
                .filter(next -> next.isAfter(now))
                .orElse(now);
    }

    /** Where the record is, once the brokers have it. */
    private RecordPlace publish(String topic, String key, Object message) throws NotPublished {
        PublishOutcome outcome = publisher.publish(topic, key, message);
        if (outcome instanceof PublishOutcome.Published published) {
            return published.last().orElseThrow(CampaignActions::unconfirmed);
        }
        throw new NotPublished(outcome.reason());
    }

    private Checked<Done> status(String id, @Nullable CampaignSummary counts, boolean changed) throws NotPublished {
        if (!(campaigns.find(id) instanceof Lookup.Known known)) {
            throw unconfirmed();
        }
        return new Checked.Valid<>(new Done(statuses.of(known.campaign(), counts), changed));
    }

    private static NotPublished unconfirmed() {
        return new NotPublished("The action was written, but Kafka no longer answers");
    }

    /** Asks about all topics at once. */
    private Settling settle() {
        Settling campaign = campaigns.settle();
        Settling others = records.settle();
        return timeout -> campaign.await(timeout) && others.await(timeout);
    }

    private static Checked<Done> conflict(CampaignState state, Action action, String further) {
        String allowed = CampaignTransitions.allowed(state).stream()
                .filter(other -> other != action)
                .map(other -> other.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return refused(
                ProblemType.CONFLICT,
                "The campaign is %s%s: %s is not possible%s"
                        .formatted(
                                state,
                                further,
                                action.name().toLowerCase(Locale.ROOT),
                                allowed.isEmpty() ? "" : ", but " + allowed));
    }

    private static Checked<Done> refused(ProblemType type, String detail) {
        return new Checked.Invalid<>(type.problem(detail));
    }
}
