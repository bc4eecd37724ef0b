package dev.shakedown.resultstore.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.resultstore.fixture.Messages;
import org.junit.jupiter.api.Test;

class CompletenessTest {

    @Test
    void whatMayBeMissingIsNotMissed() {
        assertThat(Completeness.missing(Messages.targetedRequest("c", 0))).isEmpty();
        assertThat(Completeness.missing(Messages.campaign("c", 1))).isEmpty();
    }

    @Test
    void whatMustBeThereIsNamedByItsPath() {
        AttackRequest whole = Messages.request("c", 0);
        AttackRequest withoutHash = with(whole, new NetworkRef("wiener", null), whole.attack());
        AttackRequest withoutObjective =
                with(whole, whole.network(), new AttackSpec(null, 1, 1, true, AttackSpec.Iterate.LAST));

        assertThat(Completeness.missing(withoutHash)).contains("network.sha256");
        assertThat(Completeness.missing(withoutObjective)).contains("attack.objective");
    }

    private static AttackRequest with(AttackRequest whole, NetworkRef network, AttackSpec attack) {
        return new AttackRequest(
                whole.schema(),
                whole.jobId(),
                whole.campaignId(),
                whole.ordinal(),
                whole.source(),
                whole.blur(),
                network,
                attack,
                whole.budget(),
                whole.seed(),
                whole.submitted());
    }
}
