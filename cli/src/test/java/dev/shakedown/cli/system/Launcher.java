package dev.shakedown.cli.system;

import dev.shakedown.cli.command.ShakedownCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The command line as a process, run as the script {@code ./shakedown} runs it, its output kept in files. */
final class Launcher implements AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root"));

    /** What the script ends with. */
    static final List<String> PROGRAM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx512m",
            "-Dshakedown.root=" + ROOT,
            "-cp",
            ROOT.resolve("cli/target/app") + "/*",
            "dev.shakedown.cli.CliMain");

    private final Process process;
    private final Path out;
    private final Path err;

    private Launcher(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Launcher start(Path directory, String... arguments) throws IOException {
        return start(directory, Map.of(), arguments);
    }

    /** With variables in its environment, besides this process's own. */
    static Launcher start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        Path out = Files.createTempFile(directory, "launcher", ".out");
        Path err = Files.createTempFile(directory, "launcher", ".err");
        List<String> command = new ArrayList<>(PROGRAM);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Launcher(builder.start(), out, err);
    }

    /** Runs a command to its end and returns what it printed. */
    static String run(Path directory, String... arguments) throws IOException, InterruptedException {
        try (Launcher launcher = start(directory, arguments)) {
            int status = launcher.awaitExit(Duration.ofMinutes(3));
            if (status != 0) {
                throw new AssertionError(
                        String.join(" ", arguments) + " ended with status " + status + launcher.everything());
            }
            return Files.readString(launcher.out);
        }
    }

    /**
     * The end of a command that ran in this JVM.
     *
     * @param said on standard output, then on standard error
     */
    record Ended(int status, String out, String said) {}

    /**
     * Runs a command in this JVM, which takes a tenth of the time of a process. For commands that start no program and
     * get absolute paths.
     */
    static Ended execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = ShakedownCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ended(status, out.toString(), out.toString() + err);
    }

    /** Runs a command in this JVM that must succeed, and returns what it printed. */
    static String call(String... arguments) {
        Ended ended = execute(arguments);
        if (ended.status() != 0) {
            throw new AssertionError(
                    String.join(" ", arguments) + " ended with status " + ended.status() + "\n" + ended.said());
        }
        return ended.out();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    String everything() throws IOException {
        return "\n--- out:\n" + out() + "\n--- err:\n" + Files.readString(err, StandardCharsets.UTF_8);
    }

    /** Whether it has said so, wherever. */
    boolean says(String words) {
        try {
            return everything().contains(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits for a line on standard output that starts with a word. */
    String awaitLine(String word, Duration patience) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (Instant.now().isBefore(deadline) && process.isAlive()) {
            for (String line : out().lines().toList()) {
                if (line.startsWith(word)) {
                    return line;
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no line with " + word + everything());
    }

    int awaitExit(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running" + everything());
        }
        return process.exitValue();
    }

    /** Sends a signal, such as {@code KILL}, to the launcher alone. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Every process of a stack that keeps its data in that directory, the launcher itself left out. */
    List<ProcessHandle> stack(Path data) throws IOException {
        List<ProcessHandle> processes = new ArrayList<>(process.descendants().toList());
        Path pidFile = data.resolve("postgres/cluster/postmaster.pid");
        long postmaster = Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
        ProcessHandle.of(postmaster).ifPresent(handle -> {
            processes.add(handle);
            handle.descendants().forEach(processes::add);
        });
        return processes;
    }

    static boolean await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }

    /** Ends the launcher, should a test have failed before it did; the guard does the rest. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
