package dev.shakedown.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkTableTest {

    private final AnnouncedNetwork network = new AnnouncedNetwork(
            AnnouncedNetwork.SCHEMA,
            "ab".repeat(32),
            new NetworkCard(
                    NetworkCard.SCHEMA,
                    "rgdn@10",
                    "A network for tests",
                    NetworkCard.Kind.BLIND,
                    List.of(0.0, 1.0),
                    1,
                    "none",
                    16,
                    null,
                    Map.of(),
                    NetworkCard.Gradient.AUTOGRAD,
                    "fp32",
                    null,
                    "here",
                    "MIT",
                    "none",
                    12345L,
                    null,
                    null));

    @Test
    void queuesAreShownOnlyWhereThereAreSome() {
        assertThat(NetworkTable.lines(List.of(network))).noneMatch(line -> line.contains("queue"));
    }

    @Test
    void aNetworkHasALineForEachQueueThatServesIt() {
        List<String> lines = NetworkTable.lines(
                List.of(network.in(new RequestQueue("big")), network, network.in(new RequestQueue("also"))));

        assertThat(lines.get(lines.size() - 4)).containsPattern("network +queue +kind");
        assertThat(lines.subList(lines.size() - 3, lines.size()))
                .satisfiesExactly(
                        line -> assertThat(line).containsPattern("^rgdn@10 +- +blind +fp32 +12,345 +16 "),
                        line -> assertThat(line).containsPattern("^rgdn@10 +also +blind"),
                        line -> assertThat(line).containsPattern("^rgdn@10 +big +blind"));
    }
}
