package dev.shakedown.jobapi.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.expansion.CampaignExpansion.StepShare;
import dev.shakedown.jobapi.submission.StepEstimate.Known;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepEstimateTest {

    private static final Known MEASURED = new Known(List.of(new StepTime("a", 256, 256, 0.5, 7)), 10.0);

    @Test
    void whatWasMeasuredIsNotPredicted() {
        DryRun.Estimate estimate = new StepEstimate(Map.of("a", MEASURED)).of(List.of(share("a", 256, 256)));

        assertThat(estimate.seconds()).isEqualTo(50);
        assertThat(estimate.predictedSeconds()).isEqualTo(50);
        assertThat(estimate.complete()).isTrue();
        assertThat(estimate.basis().get(0).predictedSecondsPerStep()).isNull();
    }

    @Test
    void anotherSizeIsPredictedByItsPixels() {
        DryRun.Estimate estimate = new StepEstimate(Map.of("a", MEASURED)).of(List.of(share("a", 512, 256)));

        assertThat(estimate.seconds()).isNull();
        assertThat(estimate.complete()).isFalse();
        assertThat(estimate.predictedSeconds()).isEqualTo(100);
        assertThat(estimate.basis().get(0).predictedFrom()).isEqualTo("its steps on 256x256");
        assertThat(estimate.basis().get(0).missing()).contains("of this size");
    }

    @Test
    void aNetworkThatWasNeverAttackedIsPredictedByItsGmac() {
        Map<String, Known> networks = Map.of("a", MEASURED, "b", new Known(List.of(), 30.0));

        DryRun.Estimate estimate = new StepEstimate(networks).of(List.of(share("a", 256, 256), share("b", 128, 256)));

        // Three times the multiply-accumulates, on half the pixels.
        assertThat(estimate.basis().get(1).predictedSecondsPerStep()).isCloseTo(0.75, within(1e-9));
        assertThat(estimate.seconds()).isEqualTo(50);
        assertThat(estimate.predictedSeconds()).isCloseTo(125, within(1e-9));
        assertThat(estimate.complete()).isFalse();
    }

    @Test
    void withoutMeasurementAndGmacItIsUnknown() {
        Map<String, Known> networks = Map.of("a", MEASURED, "b", new Known(List.of(), null));

        DryRun.Estimate estimate = new StepEstimate(networks).of(List.of(share("a", 256, 256), share("b", 256, 256)));

        assertThat(estimate.basis().get(1).bestSecondsPerStep()).isNull();
        assertThat(estimate.predictedSeconds()).isEqualTo(50);
        assertThat(StepEstimate.needsOthers(List.of(share("b", 256, 256)), networks))
                .isTrue();
        assertThat(StepEstimate.needsOthers(List.of(share("a", 64, 64)), networks))
                .isFalse();
    }

    private static StepShare share(String network, int width, int height) {
        return new StepShare(new NetworkRef(network, network), width, height, 2, 100);
    }
}
