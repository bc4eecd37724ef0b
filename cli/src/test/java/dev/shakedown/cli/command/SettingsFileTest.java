package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.StubServices;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SettingsFileTest {

    @TempDir
    private Path folder;

    @AutoClose
    private final StubServices services = new StubServices();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void givesTheAddressAndTheTokenOfCommands() throws IOException {
        Files.writeString(folder.resolve("token"), "a.b.c");

        int status = execute("api: " + services.address() + "\ntokenFile: token\n", Map.of());

        assertThat(status).as(err.toString()).isZero();
        assertThat(services.authorizations()).isNotEmpty().containsOnly("Bearer a.b.c");
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() {
        int status = execute(
                "api: http://127.0.0.1:1\n",
                Map.of("SHAKEDOWN_API", "set"),
                "--api",
                services.address().toString());

        assertThat(status).as(err.toString()).isZero();
        assertThat(new SettingsFile(folder.resolve("absent"), Map.of("SHAKEDOWN_API", "set"))
                        .defaultValue(ShakedownCommand.commandLine()
                                .getSubcommands()
                                .get("networks")
                                .getCommandSpec()
                                .findOption("--api")))
                .isNull();
    }

    @Test
    void namesTheFileAndTheKeyThatAreWrong() {
        assertThat(execute("token: x\n", Map.of())).isEqualTo(2);
        assertThat(err.toString()).contains("config.yaml: token: must be api or tokenFile");
        assertThat(execute("api: [1]\n", Map.of())).isEqualTo(2);
        assertThat(err.toString()).contains("config.yaml: api: [1]: must be text");
        assertThat(execute("api: 'x\n", Map.of())).isEqualTo(2);
        assertThat(err.toString()).contains("config.yaml: must be YAML");
    }

    private int execute(String settings, Map<String, String> environment, String... options) {
        Path file = folder.resolve("config.yaml");
        try {
            Files.writeString(file, settings);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        CommandLine program = ShakedownCommand.commandLine()
                .setDefaultValueProvider(new SettingsFile(file, environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] words = new String[options.length + 1];
        words[0] = "campaigns";
        System.arraycopy(options, 0, words, 1, options.length);
        return program.execute(words);
    }
}
