package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.Violation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.identity.CampaignId;
import java.time.Instant;
import java.util.List;

/** The outcome of reading a document as a campaign. */
public sealed interface ReadOutcome {

    /**
     * It is one.
     *
     * @param networks the exact files that its network ids mean now, in its order
     * @param judges for each of these, the exact files on which its perturbations are judged
     */
    record Accepted(Campaign campaign, List<NetworkRef> networks, List<List<NetworkRef>> judges)
            implements ReadOutcome {

        public Accepted {
            networks = List.copyOf(networks);
            judges = judges.stream().map(List::copyOf).toList();
        }

        public String campaignId() {
            return CampaignId.of(campaign, networks, judges);
        }

        /** The campaign as it is published, in its first round. */
        public SubmittedCampaign submitted(Instant at) {
            return new SubmittedCampaign(
                    SubmittedCampaign.SCHEMA,
                    campaignId(),
                    campaign,
                    networks,
                    judges,
                    Workload.of(campaign).jobs(),
                    at);
        }
    }

    /**
     * It is not.
     *
     * @param violations what is wrong; of very many only the first
     */
    record Rejected(List<Violation> violations, int found) implements ReadOutcome {

        public Rejected {
            violations = List.copyOf(violations);
        }
    }
}
