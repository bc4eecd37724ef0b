package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.cli.command.NetworkSource.Form;
import dev.shakedown.stack.Checkout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** With a shell script in the place of Python, which writes down how it was called. */
class NetworkConversionTest {

    @TempDir
    private Path folder;

    private Path python = Path.of("");
    private Path calls = Path.of("");
    private Path onnx = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("models/zoo"));
        calls = folder.resolve("calls");
        python = script("", 0, 0);
        onnx = Files.write(folder.resolve("net.onnx"), ascii("\b\7\u0012\7pytorch"));
    }

    @Test
    void runsTheZooOfTheCheckoutAndSaysSo() throws Exception {
        List<String> progress = new ArrayList<>();
        Path out = folder.resolve("network.pt");

        int status = conversion("--card", "card.yaml").run(NetworkSource.of(onnx), out, checkout(), progress::add);

        assertThat(status).isZero();
        assertThat(progress).containsExactly("converting " + onnx + ": " + python + " -m zoo convert");
        assertThat(Files.readAllLines(calls))
                .containsExactly(
                        folder.resolve("models").toRealPath().toString(),
                        "-m zoo convert " + onnx + " --out " + out + " --card "
                                + Path.of("card.yaml").toAbsolutePath());
    }

    @Test
    void weightsOfAnArchitectureAreExported() throws Exception {
        Path weights = Files.write(folder.resolve("w.pth"), ascii("\u0080\2}q\0."));

        conversion("--architecture", "nafnet", "--container", "params_ema", "--card-name", "mine")
                .run(NetworkSource.of(weights), folder.resolve("n.pt"), checkout(), line -> {});

        assertThat(Files.readAllLines(calls).get(1))
                .isEqualTo("-m zoo export nafnet --checkpoint " + weights + " --out " + folder.resolve("n.pt")
                        + " --container params_ema --card-name mine");
    }

    @ParameterizedTest
    @CsvSource({"my_pkg.net:build,my_pkg.net:build", "my_net.py:build,%s/my_net.py:build"})
    void aFunctionIsExportedAndAFileOfItIsFoundFromAnyFolder(String target, String called) throws Exception {
        NetworkSource source = NetworkSource.of(Path.of(target));

        conversion().run(source, folder.resolve("n.pt"), checkout(), line -> {});

        assertThat(Files.readAllLines(calls).get(1))
                .startsWith(
                        "-m zoo export-module " + called.formatted(Path.of("").toAbsolutePath()) + " --out ");
    }

    @Test
    void theZoosRefusalIsPassedOn() throws Exception {
        python = script("", 0, 2);

        assertThat(conversion().run(NetworkSource.of(onnx), folder.resolve("n.pt"), checkout(), line -> {}))
                .isEqualTo(2);
    }

    @Test
    void aConversionThatBreaksDownIsAFailure() throws IOException {
        python = script("", 0, 1);

        assertRefused(conversion(), onnx + ": the conversion ended with status 1: its output says why");
    }

    @Test
    void aPythonThatIsNotThereIsNamedWithWhatToDo() {
        python = folder.resolve("no-python");

        assertRefused(
                conversion(),
                "--python: " + python + ": not found: converting " + onnx
                        + " needs Python 3.9 or later with PyTorch; install both, or name a program that has them");
    }

    @Test
    void aPythonWithoutPyTorchIsToldWhatToInstall() throws IOException {
        python = script("torch yaml", 0, 0);

        assertRefused(
                conversion(),
                "--python: %s: lacks torch, yaml: run %s -m pip install -r %s, or name a program that has them with --python"
                        .formatted(python, python, folder.resolve("models/zoo/requirements.txt")));
        assertThat(calls).doesNotExist();
    }

    @Test
    void aProgramThatIsNoPython3IsRefused() throws IOException {
        python = script("", 9, 0);

        assertRefused(conversion(), "--python: " + python + ": must be Python 3.9 or later with PyTorch");
    }

    @Test
    void aFileIsKnownByItsContent() throws IOException {
        assertThat(NetworkSource.of(onnx).form()).isEqualTo(Form.CONVERTIBLE);
        assertThat(form("a.pt", zip("a/constants.pkl", "a/extra/card.json"))).isEqualTo(Form.NETWORK_FILE);
        assertThat(form("b.pt", zip("b/constants.pkl", "b/code/x.py"))).isEqualTo(Form.TORCHSCRIPT);
        assertThat(form("c.pth", zip("c/data.pkl"))).isEqualTo(Form.CONVERTIBLE);
        assertThat(form("d.safetensors", ascii("\20\0\0\0\0\0\0\0{\"a\":1}"))).isEqualTo(Form.CONVERTIBLE);
        assertThat(form("e.onnx", ascii("version https://git-lfs.github.com/spec/v1")))
                .isEqualTo(Form.UNKNOWN);
        assertThat(NetworkSource.of(folder).form()).isEqualTo(Form.UNKNOWN);
        assertThat(NetworkSource.of(folder.resolve("absent.pt")).form()).isEqualTo(Form.UNKNOWN);
    }

    @Test
    void aNetworkFileIsImportedAsItIsAndTakesNoOtherCard() throws IOException {
        NetworkSource file = source("a.pt", zip("a/constants.pkl", "a/extra/card.json"));
        NetworkSource script = source("b.pt", zip("b/constants.pkl"));

        assertThat(conversion().isNeeded(file)).isFalse();
        assertThat(conversion().isNeeded(script)).isFalse();
        assertThat(conversion("--card", "card.yaml").isNeeded(script)).isTrue();
        assertThatThrownBy(() -> conversion("--card", "card.yaml").isNeeded(file))
                .hasMessageContaining("a.pt: has a card inside: --card")
                .hasMessageContaining("must be left out");
    }

    private void assertRefused(NetworkConversion conversion, String message) {
        assertThatThrownBy(() -> conversion.run(NetworkSource.of(onnx), folder.resolve("n.pt"), checkout(), line -> {}))
                .isInstanceOf(CommandException.class)
                .hasMessage(message);
    }

    private NetworkConversion conversion(String... options) {
        List<String> all = new ArrayList<>(List.of("--python", python.toString()));
        all.addAll(List.of(options));
        return CommandLine.populateCommand(new NetworkConversion(), all.toArray(String[]::new));
    }

    private Checkout checkout() {
        return new Checkout(folder);
    }

    /** A program that says which modules are missing, and otherwise writes its folder and its arguments to a file. */
    private Path script(String missing, int probeStatus, int status) throws IOException {
        Path script = folder.resolve("python");
        Files.writeString(script, """
                #!/bin/sh
                if [ "$1" = -c ]; then echo "%s"; exit %d; fi
                { pwd -P; echo "$*"; } > "%s"
                exit %d
                """.formatted(missing, probeStatus, calls, status));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private Form form(String name, byte[] content) throws IOException {
        return source(name, content).form();
    }

    private NetworkSource source(String name, byte[] content) throws IOException {
        return NetworkSource.of(Files.write(folder.resolve(name), content));
    }

    private byte[] zip(String... names) throws IOException {
        Path file = folder.resolve("archive.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream archive = new ZipOutputStream(out)) {
            for (String name : names) {
                archive.putNextEntry(new ZipEntry(name));
                archive.closeEntry();
            }
        }
        return Files.readAllBytes(file);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
