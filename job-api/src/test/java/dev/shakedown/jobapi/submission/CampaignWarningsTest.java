package dev.shakedown.jobapi.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.TrainedBlurs;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import dev.shakedown.jobapi.queue.ServedNetworks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CampaignWarningsTest {

    private static final ServedNetworks SERVED = new ServedNetworks(
            List.of(network("shakes", new TrainedBlurs(List.of("camera-shake"), 13, 0.0)), network("any", null)));

    @Test
    void namesTheBlursThatANetworkWasNotTrainedFor() {
        Campaign campaign = campaign(List.of("any", "shakes"), List.of("shakes"), 9, 27, 31);

        assertThat(CampaignWarnings.of(campaign, SERVED))
                .extracting(Warning::code, Warning::message)
                .containsExactly(
                        tuple(
                                "outside-training",
                                "networks[1]: shakes: was not trained for blurs[1]: kernel of 27 pixels: trained for at most"
                                        + " 13; and 1 more of the blurs"),
                        tuple(
                                "outside-training",
                                "evaluateOn[0]: shakes: was not trained for blurs[1]: kernel of 27 pixels: trained for at"
                                        + " most 13; and 1 more of the blurs"));
    }

    @Test
    void saysNothingOfBlursThatItWasTrainedFor() {
        assertThat(CampaignWarnings.of(campaign(List.of("any", "shakes"), List.of(), 9, 13), SERVED))
                .isEmpty();
    }

    private static Campaign campaign(List<String> networks, List<String> judges, int... sides) {
        List<BlurSpec> blurs = Arrays.stream(sides)
                .mapToObj(side -> new BlurSpec(
                        new KernelSpec.CameraShake(side, 1), Boundary.REFLECT, new BlurSpec.Noise(0, 1), false))
                .toList();
        return new Campaign(Campaign.SCHEMA, "warned", List.of(), blurs, networks, judges, List.of(), List.of(4.0), 1);
    }

    private static AnnouncedNetwork network(String name, @Nullable TrainedBlurs trained) {
        return ServedTestNetworks.network(name, NetworkCard.Kind.BLIND, 16, "fp32", null, Map.of(), trained);
    }
}
