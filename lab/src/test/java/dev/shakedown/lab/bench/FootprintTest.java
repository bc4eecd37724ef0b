package dev.shakedown.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FootprintTest {

    private final Footprint footprint =
            new Footprint(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    @BeforeEach
    void onLinux() {
        assumeThat(Footprint.isKnown()).as("/proc/self/smaps_rollup").isTrue();
    }

    @Test
    void countsAProcessWithItsChildren() throws IOException {
        Process child = new ProcessBuilder("sh", "-c", "sleep 30 & exec 7< /dev/null; wait").start();
        try {
            footprint.add("shell", child.pid());
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
        }

        // The shell has standard input, output and error, and one file more.
        assertThat(footprint.descriptors().get("shell")).isGreaterThanOrEqualTo(4);
        assertThat(footprint.memory().get("shell")).isBetween(0.05, 20.0);
        assertThat(footprint.threads().get("shell")).isBetween(1.0, 2.0);
    }

    @Test
    void memoryThatIsTakenShows() throws IOException {
        long own = ProcessHandle.current().pid();
        footprint.add("before", own);
        // Outside of the heap, whose pages may be in use already; its zeros are written.
        ByteBuffer taken = ByteBuffer.allocateDirect(64 << 20);
        footprint.add("after", own);

        assertThat(footprint.memory().get("after") - footprint.memory().get("before"))
                .as("MiB of %s", taken)
                .isGreaterThan(50);
    }

    @Test
    void aProcessThatHasEndedTakesUpNothing() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor(10, TimeUnit.SECONDS)).isTrue();

        footprint.add("ended", ended.pid());

        assertThat(footprint.memory()).isEmpty();
    }
}
