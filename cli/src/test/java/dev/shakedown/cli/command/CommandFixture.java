package dev.shakedown.cli.command;

import dev.shakedown.client.StubServices;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs commands in this process against {@link StubServices}. */
abstract class CommandFixture {

    @TempDir
    Path folder;

    @AutoClose
    final StubServices services = new StubServices();

    record Outcome(int status, String out, String err) {}

    /** The option that names the stubs. */
    String api() {
        return "--api=" + services.address();
    }

    static Outcome execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of(arguments));
        CommandLine commandLine = ShakedownCommand.commandLine();
        int status = commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }
}
