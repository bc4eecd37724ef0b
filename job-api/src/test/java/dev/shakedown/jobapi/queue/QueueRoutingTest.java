package dev.shakedown.jobapi.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueRoutingTest {

    private static final RequestQueue BIG = new RequestQueue("big");
    private static final RequestQueue ALSO = new RequestQueue("also");

    private final AnnouncedNetwork wiener = ServedTestNetworks.network("wiener", NetworkCard.Kind.NON_BLIND, 4);
    private final AnnouncedNetwork mprnet = ServedTestNetworks.network("mprnet", NetworkCard.Kind.BLIND, 32);

    @Test
    void aJobGoesToTheQueueThatServesItsNetworkAndAllOfItsJudges() {
        assertThat(queue(List.of(wiener, wiener.in(BIG), mprnet.in(BIG)), wiener, wiener, mprnet))
                .isEqualTo(BIG);
        assertThat(queue(List.of(wiener.in(BIG), mprnet.in(BIG), mprnet), wiener, mprnet))
                .isEqualTo(BIG);
    }

    @Test
    void ofSeveralTheDefaultQueueComesFirstThenTheFirstByName() {
        assertThat(queue(List.of(wiener.in(BIG), wiener.in(ALSO), wiener), wiener, wiener))
                .isEqualTo(RequestQueue.DEFAULT);
        assertThat(queue(List.of(wiener.in(BIG), wiener.in(ALSO)), wiener, wiener))
                .isEqualTo(ALSO);
    }

    @Test
    void anotherFileOfTheSameIdIsAnotherNetwork() {
        AnnouncedNetwork newer = new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, "f".repeat(64), wiener.card());

        assertThat(queue(List.of(newer, wiener.in(BIG)), wiener, wiener)).isEqualTo(BIG);
        assertThat(queue(List.of(newer, wiener.in(BIG)), newer, newer)).isEqualTo(RequestQueue.DEFAULT);
    }

    @Test
    void whereNoQueueServesAllAnyMoreTheNetworkAloneDecides() {
        assertThat(queue(List.of(wiener.in(BIG), mprnet.in(ALSO)), wiener, wiener, mprnet))
                .isEqualTo(BIG);
    }

    @Test
    void whatNobodyServesAnyMoreGoesToTheDefaultQueue() {
        assertThat(queue(List.of(mprnet.in(BIG)), wiener, mprnet)).isEqualTo(RequestQueue.DEFAULT);
        assertThat(new QueueRouting(new ServedNetworks(List.of())).queue(new NetworkRef("x", "y"), List.of()))
                .isEqualTo(RequestQueue.DEFAULT);
    }

    @Test
    void networksAreSortedByIdThenByQueue() {
        ServedNetworks served = new ServedNetworks(List.of(wiener.in(BIG), mprnet.in(BIG), wiener, wiener.in(ALSO)));

        assertThat(served.all()).containsExactly(mprnet.in(BIG), wiener, wiener.in(ALSO), wiener.in(BIG));
        assertThat(served.ids()).containsExactly("mprnet", "wiener");
        assertThat(served.find("wiener")).contains(wiener);
        assertThat(served.find("wiener", BIG)).contains(wiener.in(BIG));
        assertThat(served.find("mprnet", RequestQueue.DEFAULT)).isEqualTo(Optional.empty());
    }

    private static RequestQueue queue(
            List<AnnouncedNetwork> announced, AnnouncedNetwork network, AnnouncedNetwork... judges) {
        List<NetworkRef> refs =
                List.of(judges).stream().map(AnnouncedNetwork::ref).toList();
        return new QueueRouting(new ServedNetworks(announced)).queue(network.ref(), refs);
    }
}
