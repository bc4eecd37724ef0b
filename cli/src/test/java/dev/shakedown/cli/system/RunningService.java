package dev.shakedown.cli.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A service as operators run it: its jar, configured by nothing but environment variables. */
final class RunningService implements AutoCloseable {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root"));
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String module;
    private final Process process;
    private final int port;
    private final Path log;

    private RunningService(String module, Process process, int port, Path log) {
        this.module = module;
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts a module's service on a port of 127.0.0.1, unless the environment says otherwise. */
    static RunningService start(String module, int port, Path directory, Map<String, String> environment)
            throws IOException {
        Path log = directory.resolve(module + "-" + port + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xmx512m",
                        "-jar",
                        ROOT.resolve(module)
                                .resolve("target/quarkus-app/quarkus-run.jar")
                                .toString()))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> variables = new HashMap<>();
        variables.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        variables.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        variables.putAll(environment);
        builder.environment().putAll(variables);
        return new RunningService(module, builder.start(), port, log);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** What it says about its health; empty while it does not answer. */
    String health() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits until its health matches. */
    String awaitHealth(String expression, Duration patience) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(expression, Pattern.DOTALL);
        long deadline = System.nanoTime() + patience.toNanos();
        String health = "";
        while (process.isAlive() && System.nanoTime() < deadline) {
            health = health();
            if (pattern.matcher(health).find()) {
                return health;
            }
            Thread.sleep(100);
        }
        throw new AssertionError(module + ": " + health + "\n" + log());
    }

    /** Waits until it says that it is ready. */
    void awaitReady(Duration patience) throws IOException, InterruptedException {
        awaitHealth("^\\s*\\{\\s*\"status\": \"UP\"", patience);
    }

    /** Waits until it has ended; its exit status. */
    int awaitExit(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(module + " still runs\n" + log());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
