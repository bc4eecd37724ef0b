package dev.shakedown.jobapi.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.http.Violation;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard.Kind;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.campaign.ReadOutcome.Rejected;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueCheckTest {

    private static final RequestQueue BIG = new RequestQueue("big");

    private final AnnouncedNetwork tiny = ServedTestNetworks.network("tiny", Kind.BLIND, 2);
    private final AnnouncedNetwork other = ServedTestNetworks.network("other@10", Kind.BLIND, 2);

    @Test
    void networksOfDifferentQueuesAreOneCampaignWhereEachJudgesItself() {
        ReadOutcome reading = read(List.of(tiny, other.in(BIG)), "networks: [tiny, other@10]");

        assertThat(((Accepted) reading).networks()).containsExactly(tiny.ref(), other.ref());
    }

    @Test
    void aNetworkAndItsJudgesMustBeServedTogether() {
        assertThat(violations(List.of(tiny, other.in(BIG)), "networks: [tiny]\nevaluateOn: [other@10]"))
                .containsExactly(new Violation(
                        "networks[0]",
                        "tiny",
                        "a network that one queue serves together with all of its judges; tiny is served by the default"
                                + " queue, other@10 is served by queue big"));
    }

    @Test
    void everyNetworkThatDoesNotFitIsNamedWithAllQueuesThatServeIt() {
        AnnouncedNetwork third = ServedTestNetworks.network("third", Kind.BLIND, 2);
        RequestQueue also = new RequestQueue("also");

        assertThat(violations(
                        List.of(tiny, tiny.in(BIG), other.in(also), third.in(BIG)),
                        "networks: [tiny, other@10]\nevaluateOn: [third]"))
                .containsExactly(new Violation(
                        "networks[1]",
                        "other@10",
                        "a network that one queue serves together with all of its judges; other@10 is served by queue"
                                + " also, third is served by queue big"));
        assertThat(violations(List.of(tiny, tiny.in(also), other.in(BIG)), "networks: [tiny]\nevaluateOn: [other@10]"))
                .extracting(Violation::expected)
                .singleElement()
                .asString()
                .endsWith("tiny is served by the default queue and queue also, other@10 is served by queue big");
    }

    @Test
    void aQueueThatServesAllIsEnough() {
        assertThat(read(List.of(tiny, tiny.in(BIG), other.in(BIG)), "networks: [tiny]\nevaluateOn: [other@10]"))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void anIdThatMeansDifferentFilesInTwoQueuesCannotBeNamed() {
        AnnouncedNetwork newer = new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, "ef".repeat(32), tiny.card()).in(BIG);

        assertThat(violations(List.of(newer, tiny, other), "networks: [other@10, tiny]\nevaluateOn: [tiny]"))
                .extracting(Violation::field, Violation::value)
                .containsExactly(tuple("networks[1]", "tiny"), tuple("evaluateOn[0]", "tiny"));
        assertThat(violations(List.of(newer, tiny, other), "networks: [tiny]"))
                .containsExactly(new Violation(
                        "networks[0]",
                        "tiny",
                        "a network that is the same file in all queues that serve it; the default queue has "
                                + tiny.sha256().substring(0, 12) + "..., queue big has efefefefefef..."));
        assertThat(read(List.of(newer, tiny, other), "networks: [other@10]")).isInstanceOf(Accepted.class);
    }

    @Test
    void aSiblingThatJudgesUnnamedMustMeanOneFile() {
        AnnouncedNetwork rounded = ServedTestNetworks.network("tiny@bf16", Kind.BLIND, 2, "bf16", null, Map.of());
        AnnouncedNetwork newer = new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, "ef".repeat(32), tiny.card()).in(BIG);

        assertThat(violations(List.of(rounded, tiny, newer), "networks: [tiny@bf16]"))
                .extracting(Violation::expected)
                .singleElement()
                .asString()
                .startsWith(
                        "a network whose fp32 sibling tiny is the same file in all queues that serve it; the default"
                                + " queue has ");
    }

    private static List<Violation> violations(List<AnnouncedNetwork> announced, String networks) {
        return ((Rejected) read(announced, networks)).violations();
    }

    private static ReadOutcome read(List<AnnouncedNetwork> announced, String networks) {
        return ServedTestNetworks.read("""
                name: queues
                images: [{name: a, sha256: <A>}]
                blurs: [{kernel: {type: gaussian, size: 5, sigma: 1}}]
                attacks: [{type: untargeted}]
                budgets: [4]
                """ + networks + "\n", announced);
    }
}
