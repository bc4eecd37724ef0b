package dev.shakedown.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartsTest {

    @TempDir
    private Path directory;

    private Guard guard;
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void startGuard() throws IOException {
        guard = Guard.start(Files.createFile(directory.resolve("marker")));
    }

    @AfterEach
    void stopGuard() {
        guard.close();
    }

    @Test
    void startsAKilledWorkerAgainAfterAPauseAndSaysWhy() throws Exception {
        ServiceProcess worker = worker("sleep", "60");
        ServiceProcess other = named("worker-2", "sleep", "60");
        Restarts restarts = new Restarts(() -> List.of(worker, other), () -> now);
        restarts.look(said::add);
        long before = worker.pid();
        long unharmed = other.pid();

        kill(worker);
        restarts.look(said::add);
        restarts.look(said::add);

        assertThat(worker.isAlive()).as("during the pause").isFalse();
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("worker-1 was killed by signal 9, probably for lack of memory; it is started again in 1 s");
        now = now.plusSeconds(2);
        restarts.look(said::add);
        assertThat(worker.isAlive()).isTrue();
        assertThat(worker.pid()).isNotEqualTo(before);
        assertThat(said).endsWith("worker-1 is started again");
        assertThat(other.pid()).isEqualTo(unharmed);

        worker.kill();
        other.kill();
    }

    @Test
    void givesUpAWorkerThatEndsAgainAndAgainAndSaysThatNothingIsLost() throws Exception {
        ServiceProcess worker = worker("sh", "-c", "echo no such network; exit 4");
        Restarts restarts = new Restarts(() -> List.of(worker), () -> now);

        assertThatThrownBy(() -> {
                    for (int look = 0; look < 100; look++) {
                        awaitEnd(worker);
                        restarts.look(said::add);
                        now = now.plusSeconds(31);
                    }
                })
                .isInstanceOf(StackFailure.class)
                .hasMessageContaining("worker-1 ended unexpectedly with status 4 for the 8th time in a row")
                .hasMessageContaining("nothing that was accepted is lost")
                .satisfies(failure ->
                        assertThat(((StackFailure) failure).details()).contains("no such network"));
        assertThat(said).contains("worker-1 is started again").anyMatch(line -> line.contains("in 32 s"));
    }

    @Test
    void thePauseGrowsUpToAMinuteAndStartsAgainAfterALongLife() {
        Restarts.Pauses pauses = new Restarts.Pauses(now);
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            seconds.add(pauses.ended(now).orElseThrow().toSeconds());
            pauses.started(now);
        }

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L);
        assertThat(pauses.ended(now.plus(Duration.ofMinutes(5)))).contains(Duration.ofSeconds(1));
    }

    private ServiceProcess worker(String... command) throws IOException {
        return named("worker-1", command);
    }

    private ServiceProcess named(String name, String... command) throws IOException {
        return new ServiceProcess(name, 1, List.of(command), directory, directory.resolve(name + ".log"), guard);
    }

    private static void kill(ServiceProcess worker) throws Exception {
        new ProcessBuilder("kill", "-9", Long.toString(worker.pid())).start().waitFor();
        awaitEnd(worker);
    }

    private static void awaitEnd(ServiceProcess worker) throws InterruptedException {
        for (int i = 0; i < 500 && worker.isAlive(); i++) {
            Thread.sleep(10);
        }
    }
}
