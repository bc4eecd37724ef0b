package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.shakedown.contract.network.NetworkRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign that was accepted: the one durable record of a submission.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param id derived from the campaign's content, so the same document is the same campaign
 * @param campaign the document, normalised
 * @param networks the exact network files that the campaign's network ids meant when it was accepted, in its order
 * @param judges for each of these, the exact files on which its perturbations are judged, the one whose numbers come
 *     first at the front
 * @param jobs how many jobs it expands into
 * @param submitted when it was accepted
 * @param round which of its jobs are to be published now
 * @param submitter who submitted it first, as limits by client name clients; jobs are published in turns, by submitter.
 *     Null if that is not known, and in answers to clients
 */
public record SubmittedCampaign(
        int schema,
        String id,
        Campaign campaign,
        List<NetworkRef> networks,
        List<List<NetworkRef>> judges,
        long jobs,
        Instant submitted,
        Round round,
        @Nullable String submitter) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    @JsonCreator
    public SubmittedCampaign {
        networks = List.copyOf(networks);
        judges = judges.stream().map(List::copyOf).toList();
    }

    /** A campaign in its first round. */
    public SubmittedCampaign(
            int schema,
            String id,
            Campaign campaign,
            List<NetworkRef> networks,
            List<List<NetworkRef>> judges,
            long jobs,
            Instant submitted) {
        this(schema, id, campaign, networks, judges, jobs, submitted, Round.FIRST, null);
    }

    /** The same campaign with its submitter. */
    public SubmittedCampaign by(@Nullable String client) {
        return new SubmittedCampaign(schema, id, campaign, networks, judges, jobs, submitted, round, client);
    }

    /** The same campaign in another round. */
    public SubmittedCampaign in(Round another) {
        return new SubmittedCampaign(schema, id, campaign, networks, judges, jobs, submitted, another, submitter);
    }

    /**
     * A campaign's jobs are published round by round: all of them first; later, when the campaign is resumed or wants
     * failed jobs tried again, those that still matter.
     *
     * @param number from 0
     * @param retryFailed whether failed jobs are retried, besides those that have not ended
     */
    public record Round(int number, boolean retryFailed) {

        /** All jobs. */
        public static final Round FIRST = new Round(0, false);
    }
}
