package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.problem.Violation;
import java.util.List;

/** What came of reading a document as a campaign. */
public sealed interface ReadOutcome {

    /**
     * It is one.
     *
     * @param campaign with every default filled in
     * @param networks the exact files that its network ids mean now, in its order
     * @param judges for each of these, the exact files on which its perturbations are judged
     */
    record Accepted(Campaign campaign, List<NetworkRef> networks, List<List<NetworkRef>> judges)
            implements ReadOutcome {

        public Accepted {
            networks = List.copyOf(networks);
            judges = judges.stream().map(List::copyOf).toList();
        }
    }

    /**
     * It is not.
     *
     * @param violations what is wrong; of very many only the first
     * @param found how many things are wrong
     */
    record Rejected(List<Violation> violations, int found) implements ReadOutcome {

        public Rejected {
            violations = List.copyOf(violations);
        }
    }
}
