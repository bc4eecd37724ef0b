package dev.shakedown.jobapi.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.http.Violation;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard.Kind;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.campaign.ReadOutcome.Rejected;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JudgeSelectionTest {

    private final Map<String, AnnouncedNetwork> served = new TreeMap<>(ServedTestNetworks.networks());

    @Test
    void everyNetworkJudgesItselfWhereTheDocumentDoesNotSay() {
        Accepted accepted = accepted("networks: [wiener, tiny]");

        assertThat(accepted.campaign().evaluateOn()).isEmpty();
        assertThat(accepted.judges()).containsExactly(refs("wiener"), refs("tiny"));
        assertThat(accepted("networks: [wiener, tiny]\nevaluateOn: []")).isEqualTo(accepted);
    }

    @Test
    void theNetworkItselfJudgesFirstThenTheOthersInTheDocumentsOrder() {
        Accepted accepted = accepted("networks: [wiener, tiny]\nevaluateOn: [mprnet, wiener]");

        assertThat(accepted.campaign().evaluateOn()).containsExactly("mprnet", "wiener");
        assertThat(accepted.judges()).containsExactly(refs("wiener", "mprnet"), refs("tiny", "mprnet", "wiener"));
    }

    @Test
    void theNormalisedFormMeansTheSame() {
        Accepted accepted = accepted("networks: [wiener]\nevaluateOn: [mprnet]");

        assertThat(ServedTestNetworks.read(new ObjectMapper().valueToTree(accepted.campaign()), served))
                .isEqualTo(accepted);
    }

    @Test
    void refusesWhatIsWrongWithTheList() {
        assertThat(violations("networks: [tiny]\nevaluateOn: wiener"))
                .containsExactly(new Violation("evaluateOn", "wiener", "a list of network ids"));
        assertThat(violations("networks: [tiny]\nevaluateOn: [weiner]"))
                .containsExactly(new Violation(
                        "evaluateOn[0]",
                        "weiner",
                        "one of the networks that workers serve: mprnet, tiny, wiener; did you mean wiener?"));
        assertThat(violations("networks: [tiny]\nevaluateOn: [wiener, mprnet, wiener]"))
                .containsExactly(new Violation(
                        "evaluateOn[2]", "wiener", "unlike every other entry; evaluateOn[0] says the same"));
    }

    @Test
    void aJudgeNeedsLargeEnoughImagesAndANonBlindOneTheirKernels() {
        assertThat(violations("networks: [tiny]\nevaluateOn: [mprnet]", "{name: s, sha256: <C>}"))
                .containsExactly(new Violation(
                        "images[0]", "20x16 after blurs[0]", "at least 32x32, the minimum of network mprnet"));
        assertThat(violations("networks: [tiny]\nevaluateOn: [wiener]", "{name: s, blurred: {sha256: <A>}}"))
                .containsExactly(new Violation(
                        "images[0].kernel",
                        null,
                        "the kernel that blurred the image, because network wiener is non-blind"));
    }

    @Test
    void theFp32SiblingJudgesFirstWhatIsCraftedInAnotherPrecision() {
        serve("rgdn@10", "w");
        serveRounded("rgdn@10-bf16", Map.of("weightsRoundedFrom", "w"));
        serveRounded("mprnet@bf16", Map.of());

        Accepted accepted = accepted("networks: [rgdn@10-bf16, mprnet@bf16]\nevaluateOn: [tiny, rgdn@10]");

        assertThat(accepted.judges()).containsExactly(refs("rgdn@10", "tiny"), refs("mprnet", "tiny", "rgdn@10"));
    }

    @Test
    void aNetworkOfAnotherPrecisionNeverJudges() {
        serveRounded("mprnet@bf16", Map.of());

        assertThat(violations("networks: [mprnet]\nevaluateOn: [mprnet@bf16]"))
                .containsExactly(new Violation(
                        "evaluateOn[0]",
                        "mprnet@bf16",
                        "a network that computes in fp32, as every reported number must be computed; this one computes"
                                + " in bf16"));
    }

    @Test
    void withoutAnFp32SiblingTheDocumentMustSayWhoJudges() {
        serveRounded("lone@bf16", Map.of());

        assertThat(violations("networks: [lone@bf16]"))
                .containsExactly(new Violation(
                        "networks[0]",
                        "lone@bf16",
                        "a network with an fp32 sibling lone, or evaluateOn must name who judges, because no number is"
                                + " reported in bf16; workers serve none"));
        assertThat(accepted("networks: [lone@bf16]\nevaluateOn: [tiny]").judges())
                .containsExactly(refs("tiny"));
    }

    @Test
    void aSiblingOfOtherWeightsIsNone() {
        serve("net", "a");
        serveRounded("net@bf16", Map.of("weightsRoundedFrom", "b"));

        assertThat(violations("networks: [net@bf16]"))
                .extracting(Violation::expected)
                .containsExactly("a network with an fp32 sibling net, or evaluateOn must name who judges, because no"
                        + " number is reported in bf16; net, which is served, has other weights");
    }

    @Test
    void craftInBfloat16NamesTheRoundedNetworksAndTheirSiblingsJudge() {
        serve("rgdn@10", "w");
        serveRounded("rgdn@10-bf16", Map.of("weightsRoundedFrom", "w"));
        serveRounded("mprnet@bf16", Map.of());

        Accepted accepted = accepted("networks: [rgdn@10, mprnet]\ncraftIn: bfloat16\nevaluateOn: [tiny]");

        assertThat(accepted.campaign().networks()).containsExactly("rgdn@10-bf16", "mprnet@bf16");
        assertThat(accepted.judges()).containsExactly(refs("rgdn@10", "tiny"), refs("mprnet", "tiny"));
        assertThat(accepted("networks: [rgdn@10-bf16, mprnet@bf16]\nevaluateOn: [tiny]"))
                .isEqualTo(accepted);
        assertThat(accepted("networks: [rgdn@10-bf16, mprnet]\ncraftIn: bfloat16\nevaluateOn: [tiny]"))
                .isEqualTo(accepted);
        assertThat(accepted("networks: [mprnet]\ncraftIn: float32")).isEqualTo(accepted("networks: [mprnet]"));
    }

    @Test
    void craftInBfloat16NeedsANetworkInBfloat16OfTheSameWeights() {
        serve("net", "a");
        serveRounded("net@bf16", Map.of("weightsRoundedFrom", "b"));
        serve("tiny@bf16", "c");

        assertThat(violations("networks: [mprnet, net, tiny]\ncraftIn: bfloat16"))
                .extracting(Violation::field, Violation::value, Violation::expected)
                .containsExactly(
                        tuple("networks[0]", "mprnet", noneInBfloat16("mprnet@bf16")),
                        tuple("networks[1]", "net", noneInBfloat16("net@bf16")),
                        tuple("networks[2]", "tiny", noneInBfloat16("tiny@bf16")));
        assertThat(violations("networks: [tiny]\ncraftIn: fastest"))
                .containsExactly(new Violation("craftIn", "fastest", "one of bfloat16, float32"));
    }

    private static String noneInBfloat16(String id) {
        return "a network that workers serve in bfloat16, too, as " + id
                + ", of the same weights, because craftIn is bfloat16";
    }

    private void serve(String name, String weights) {
        served.put(name, ServedTestNetworks.network(name, Kind.BLIND, 4, "fp32", weights, Map.of()));
    }

    private void serveRounded(String name, Map<String, Object> options) {
        served.put(name, ServedTestNetworks.network(name, Kind.BLIND, 4, "bf16", "rounded", options));
    }

    private List<NetworkRef> refs(String... names) {
        return List.of(names).stream().map(name -> served.get(name).ref()).toList();
    }

    private Accepted accepted(String networks) {
        ReadOutcome reading = read(networks, "{name: a, sha256: <A>}");
        assertThat(reading).isInstanceOf(Accepted.class);
        return (Accepted) reading;
    }

    private List<Violation> violations(String networks) {
        return violations(networks, "{name: a, sha256: <A>}");
    }

    private List<Violation> violations(String networks, String image) {
        return read(networks, image) instanceof Rejected rejected ? rejected.violations() : List.of();
    }

    private ReadOutcome read(String networks, String image) {
        return ServedTestNetworks.read(ServedTestNetworks.tree("""
                name: demo
                images: [%s]
                blurs: [{kernel: {type: gaussian, size: 3, sigma: 1}}]
                attacks: [{type: untargeted}]
                budgets: [4]
                %s
                """.formatted(image, networks)), served);
    }
}
