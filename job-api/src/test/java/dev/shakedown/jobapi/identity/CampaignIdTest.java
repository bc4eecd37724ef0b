package dev.shakedown.jobapi.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignIdTest {

    private static final String DOCUMENT = """
            name: demo
            images: [{name: a, sha256: <A>}]
            blurs: [{kernel: {type: gaussian, size: 15, sigma: 2}}]
            networks: [wiener]
            attacks: [{type: untargeted}]
            budgets: [4]
            """;

    @Test
    void isTheSameHoweverTheSameCampaignIsWritten() {
        Accepted written = read(DOCUMENT);
        Accepted spelledOut = read("""
                seed: 0
                budgets: [4.0]
                attacks: [{steps: 250, iterate: last, type: untargeted, stepSize: 1e-3, clip: true}]
                networks: ["wiener"]
                blurs: [{roundTo8Bit: false, clampBlurred: true, boundary: reflect, kernel: {sigma: 2.0, size: 15, type: gaussian}}]
                images: [{width: 64, height: 48, sha256: <A>, name: a}]
                name: demo
                schema: 1
                """);

        assertThat(id(spelledOut)).isEqualTo(id(written)).matches("[0-9a-f]{24}");
    }

    @Test
    void changesWithTheDocumentAndWithTheNetworksFile() {
        Accepted written = read(DOCUMENT);
        Campaign campaign = written.campaign();

        assertThat(id(read(DOCUMENT + "seed: 1"))).isNotEqualTo(id(written));
        assertThat(id(read(DOCUMENT.replace("demo", "other")))).isNotEqualTo(id(written));
        List<NetworkRef> otherFile = List.of(new NetworkRef("wiener", "0".repeat(64)));
        assertThat(CampaignId.of(campaign, otherFile, List.of(otherFile))).isNotEqualTo(id(written));
    }

    /** The hash, computed by other code, of the campaign and its networks without a word of judges. */
    @Test
    void saysNothingOfJudgesWhereEveryNetworkJudgesItself() {
        assertThat(id(read(DOCUMENT))).isEqualTo("20d703371856a38b0742867a");
    }

    @Test
    void changesWithTheJudgesAndWithTheirFiles() {
        Accepted judged = read(DOCUMENT + "evaluateOn: [mprnet]");
        List<NetworkRef> others = List.of(judged.networks().get(0), new NetworkRef("mprnet", "0".repeat(64)));

        assertThat(id(judged)).isNotEqualTo(id(read(DOCUMENT)));
        assertThat(CampaignId.of(judged.campaign(), judged.networks(), List.of(others)))
                .isNotEqualTo(id(judged));
    }

    private static Accepted read(String document) {
        return (Accepted) ServedTestNetworks.read(document);
    }

    private static String id(Accepted accepted) {
        return CampaignId.of(accepted.campaign(), accepted.networks(), accepted.judges());
    }
}
