package dev.shakedown.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {

    @TempDir
    private Path directory;

    private Path marker;
    private Guard guard;
    private Process stubborn;
    private Process meek;

    @BeforeEach
    void start() throws IOException {
        marker = Files.createFile(directory.resolve("a marker"));
        guard = Guard.start(marker);
        meek = new ProcessBuilder("sleep", "60").start();
        stubborn = new ProcessBuilder("sh", "-c", "trap '' TERM INT; while :; do sleep 1; done").start();
    }

    @AfterEach
    void stop() {
        meek.destroyForcibly();
        stubborn.destroyForcibly();
        guard.close();
    }

    @Test
    void endsWhatItWatchesWhenItsInputEnds() throws InterruptedException {
        guard.watch(meek.pid());
        guard.watch(stubborn.pid());

        guard.close();

        assertThat(meek.waitFor(3, TimeUnit.SECONDS)).isTrue();
        assertThat(stubborn.waitFor(12, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void leavesAloneWhatItWasToldToForget() throws InterruptedException {
        guard.watch(stubborn.pid());
        guard.watch(meek.pid());
        guard.watch(ProcessHandle.current().pid());
        guard.forget(ProcessHandle.current().pid());
        guard.forget(stubborn.pid());

        guard.close();

        assertThat(meek.waitFor(3, TimeUnit.SECONDS)).isTrue();
        assertThat(stubborn.waitFor(1, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void endsTheOwnerOfAFileThatAppearsLater() throws IOException, InterruptedException {
        Path file = directory.resolve("post master.pid");
        guard.watchOwnerOf(file);
        Files.writeString(file, meek.pid() + "\n/some/directory\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));

        guard.close();

        assertThat(meek.waitFor(3, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotBelieveAFileFromBeforeItsTime() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("stale.pid"), meek.pid() + "\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(100)));
        guard.watchOwnerOf(file);

        guard.close();

        assertThat(meek.waitFor(1, TimeUnit.SECONDS)).isFalse();
    }
}
