package dev.shakedown.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void findsDifferentPortsThatNobodyListensOn() {
        assertThat(Ports.free(5)).doesNotHaveDuplicates().noneMatch(Ports::isTaken);
    }

    @Test
    void namesTheOptionThatHelpsWhenAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            StackOptions options = new StackOptions(Path.of("data"), List.of(), 1, port, port + 1, false);

            assertThatThrownBy(options::requireFreePorts)
                    .isInstanceOf(StackFailure.class)
                    .hasMessageContaining("port " + port + " is in use; choose another with --http-port");
        }
    }
}
