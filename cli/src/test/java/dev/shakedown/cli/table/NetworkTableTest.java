package dev.shakedown.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTableTest {

    private final AnnouncedNetwork network = network("MIT", 15.96);

    private static AnnouncedNetwork network(String licence, @Nullable Double gmac) {
        return new AnnouncedNetwork(
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
                        licence,
                        "none",
                        12345L,
                        null,
                        null,
                        gmac));
    }

    @Test
    void whatANetworkComputesStandsBesideItsParametersAndADashWhereItsCardDoesNotSay() {
        String head = NetworkTable.lines(List.of(network)).stream()
                .filter(line -> line.contains("kind"))
                .findFirst()
                .orElseThrow();

        assertThat(head).containsPattern("parameters +GMAC +least side");
        assertThat(last(network("MIT", 15.96))).containsPattern(" 12,345 +16\\.0 +16 ");
        assertThat(last(network("MIT", 0.8871))).containsPattern(" 12,345 +0\\.89 +16 ");
        assertThat(last(network("MIT", null))).containsPattern(" 12,345 +- +16 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "weights: Academic Public License, non-commercial use only"})
    void aLicenceThatRestrictsIsShownInFull(String licence) {
        assertThat(last(network(licence, 1.0))).contains(" " + licence + " ");
    }

    private static String last(AnnouncedNetwork network) {
        List<String> lines = NetworkTable.lines(List.of(network));
        return lines.get(lines.size() - 1);
    }

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
                        line -> assertThat(line).containsPattern("^rgdn@10 +- +blind +fp32 +12,345 +16\\.0 +16 "),
                        line -> assertThat(line).containsPattern("^rgdn@10 +also +blind"),
                        line -> assertThat(line).containsPattern("^rgdn@10 +big +blind"));
    }
}
