package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks without any service: what there is, and how another one gets in. */
class NetworksIT {

    private static final Path TINY =
            Path.of(System.getProperty("shakedown.root"), "models/src/test/resources/networks");

    @TempDir
    private Path directory;

    @Test
    void importsAGoodNetworkAndRefusesABadOneOnOneLine() throws IOException, InterruptedException {
        Path into = directory.resolve("imported");

        String report = Launcher.run(
                directory,
                "import-network",
                TINY.resolve("sharpen.pt").toString(),
                "--into",
                into.toString(),
                "--size",
                "32");
        assertThat(report).contains("imported to " + into);
        assertThat(into.resolve("registry.json")).content().contains("\"sharpen\"");

        Path bad = TINY.resolve("bad/drops.pt");
        try (Launcher refused =
                Launcher.start(directory, "import-network", bad.toString(), "--into", into.toString())) {
            assertThat(refused.awaitExit(Duration.ofMinutes(1))).isEqualTo(2);
            assertThat(refused.everything()).contains("shakedown: " + bad + ": call 2 gives another output");
        }
        assertThat(into.resolve("registry.json")).content().doesNotContain("drops");
    }

    /** A script in the place of Python writes the network file that the zoo would. */
    @Test
    void convertsAFileThatIsNoTorchScriptAndImportsTheResult() throws IOException, InterruptedException {
        Path into = directory.resolve("imported");
        Path onnx = Files.write(directory.resolve("net.onnx"), new byte[] {8, 7, 0x12, 7, 'p', 'y', 't'});
        Path python = directory.resolve("python");
        Files.writeString(python, """
                #!/bin/sh
                [ "$1" = -c ] && exit 0
                while [ "$1" != --out ]; do shift; done
                cp '%s' "$2"
                """.formatted(TINY.resolve("sharpen.pt")));
        assertThat(python.toFile().setExecutable(true)).isTrue();

        String report = Launcher.run(
                directory,
                "import-network",
                "net.onnx",
                "--card",
                "card.yaml",
                "--python",
                python.toString(),
                "--into",
                into.toString(),
                "--size",
                "32");

        assertThat(report).contains("converting net.onnx: ", "imported to " + into);
        assertThat(into.resolve("registry.json")).content().contains("\"sharpen\"");
        try (Launcher refused = Launcher.start(
                directory,
                "import-network",
                onnx.toString(),
                "--python",
                "no-such-python",
                "--into",
                into.toString())) {
            assertThat(refused.awaitExit(Duration.ofMinutes(1))).isEqualTo(2);
            assertThat(refused.everything()).contains("shakedown: --python: no-such-python: not found: converting ");
        }
    }

    @Test
    void listsTheCheckoutsNetworksWhereNoServiceRuns() throws IOException, InterruptedException {
        assumeThat(isFree(8080)).as("nobody listens on job-api's port").isTrue();

        try (Launcher networks = Launcher.start(directory, "networks")) {
            assertThat(networks.awaitExit(Duration.ofMinutes(1))).isZero();
            assertThat(networks.out()).contains("wiener-cnn", "non-blind", "54,316", "fp32", "Apache-2.0");
            assertThat(networks.everything()).contains("no job-api runs here; these are the networks of this checkout");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
