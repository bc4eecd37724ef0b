package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Checks from their cards, before a job runs, that its judges can judge it. Thread-safe. */
@ApplicationScoped
class JudgeCheck {

    private static final String FULL_PRECISION = "fp32";

    private final LoadedNetworks networks;

    JudgeCheck(LoadedNetworks networks) {
        this.networks = networks;
    }

    /** Why a job cannot be evaluated; empty if it can. */
    Optional<JobOutcome.Failed> impossible(PreparedJob job) {
        AttackRequest request = job.delivered().request();
        if (request.judges().isEmpty()) {
            return Optional.of(new JobOutcome.Failed("invalid-request", "judges: must be one network at least"));
        }
        for (NetworkRef judge : request.judges()) {
            Optional<NetworkCard> card = networks.card(judge);
            if (card.isEmpty()) {
                return Optional.of(new JobOutcome.Failed("unknown-network", unknown(judge)));
            }
            if (!card.get().precision().equals(FULL_PRECISION)) {
                return Optional.of(new JobOutcome.Failed(
                        "invalid-request",
                        "judge " + judge.id() + ": computes in " + card.get().precision() + ": must compute in fp32"));
            }
            if (card.get().kind() == NetworkCard.Kind.NON_BLIND && job.attack().kernel() == null) {
                return Optional.of(new JobOutcome.Failed(
                        "invalid-request", "judge " + judge.id() + " is non-blind and needs a kernel"));
            }
        }
        return Optional.empty();
    }

    private String unknown(NetworkRef judge) {
        return networks.files().stream()
                .filter(file -> file.card().name().equals(judge.id()))
                .findFirst()
                .map(file -> "judge " + judge.id() + ": the job means the file " + judge.sha256() + ", this worker has "
                        + file.sha256())
                .orElse("judge " + judge.id() + ": this worker does not serve it");
    }
}
