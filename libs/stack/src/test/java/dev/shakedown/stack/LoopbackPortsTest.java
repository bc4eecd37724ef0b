package dev.shakedown.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.stack.embedded.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopbackPortsTest {

    @Test
    void findsDifferentFreePorts() {
        assertThat(LoopbackPorts.free(5)).doesNotHaveDuplicates().noneMatch(LoopbackPorts::isTaken);
    }

    @Test
    void givesNoPortOutTwice() {
        List<Integer> ports = IntStream.range(0, 1000)
                .mapToObj(i -> i % 2 == 0 ? LoopbackPorts.free() : LoopbackPorts.consecutive(2))
                .toList();

        assertThat(ports).doesNotHaveDuplicates();
        assertThat(ports).noneMatch(port -> ports.indexOf(port) % 2 == 1 && ports.contains(port + 1));
    }

    @Test
    void givesNoReservedPortOut() {
        IntStream.range(13_000, 18_000).forEach(LoopbackPorts::reserve);

        assertThat(LoopbackPorts.free(300)).noneMatch(port -> port >= 13_000 && port < 18_000);
    }

    @Test
    void choosesBelowThePortsOfOutgoingConnections() {
        assertThat(LoopbackPorts.free(50)).allMatch(port -> port < 32_768);

        int first = LoopbackPorts.consecutive(3);
        assertThat(IntStream.range(first, first + 3).mapToObj(LoopbackPorts::isTaken))
                .containsOnly(false);
    }

    @Test
    void namesTheOptionThatHelpsWhenAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            StackOptions options = StackOptions.of(Path.of("data"), List.of(), port, false);

            assertThatThrownBy(options::reservePorts)
                    .isInstanceOf(StackFailure.class)
                    .hasMessageContaining("port " + port + " is in use; choose another with --http-port");
        }
    }
}
