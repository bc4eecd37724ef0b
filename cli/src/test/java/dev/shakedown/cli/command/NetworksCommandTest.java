package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworksCommandTest extends CommandFixture {

    @Test
    void withdrawsANetworkFromAQueueOrFromTheDefaultOne() {
        Outcome usual = execute("withdraw-network", "rgdn@10", api());
        Outcome pooled = execute("withdraw-network", "rgdn@10", "--queue", "big", api());

        assertThat(usual.status()).isZero();
        assertThat(usual.out()).isEqualToIgnoringNewLines("rgdn@10 is withdrawn from the default queue");
        assertThat(pooled.out()).isEqualToIgnoringNewLines("rgdn@10 is withdrawn from queue big");
        assertThat(services.requests())
                .containsExactly("DELETE /api/v1/networks/rgdn%4010", "DELETE /api/v1/networks/rgdn%4010?queue=big");
    }

    @Test
    void saysWhichNetworkNobodyAnnounces() {
        services.refuse("/api/v1/networks/nobody", 404, """
                {"type": "urn:shakedown:problem:not-found", "title": "Not found", "status": 404,
                 "detail": "No worker announces network nobody for the default queue; nor for any other queue"}
                """);

        Outcome outcome = execute("withdraw-network", "nobody", api());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("No worker announces network nobody for the default queue; nor for any other queue");
        assertThat(outcome.out()).isEmpty();
    }
}
