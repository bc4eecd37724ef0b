package dev.shakedown.attackworker.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {

    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path root;

    @Test
    void isWhatTheSystemHasWhereNoGroupLimitsIt() throws IOException {
        write("proc/meminfo", "MemTotal: 9000000 kB\nMemAvailable:    4096 kB\n");
        write("proc/self/cgroup", "0::/user.slice\n");
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/memory.current", "123\n");

        assertThat(HostMemory.available(root)).hasValue(4 * MEBIBYTE);
    }

    @Test
    void isTheLeastThatAGroupOfVersionTwoOrOneAroundItLeaves() throws IOException {
        write("proc/meminfo", "MemAvailable: 9999999 kB\n");
        write("proc/self/cgroup", "0::/pod/container\n");
        write("sys/fs/cgroup/pod/container/memory.max", Long.toString(900 * MEBIBYTE));
        write("sys/fs/cgroup/pod/container/memory.current", Long.toString(400 * MEBIBYTE));
        write("sys/fs/cgroup/pod/memory.max", Long.toString(1000 * MEBIBYTE));
        write("sys/fs/cgroup/pod/memory.current", Long.toString(800 * MEBIBYTE));

        assertThat(HostMemory.available(root)).hasValue(200 * MEBIBYTE);
    }

    @Test
    void whatFilesHaveInMemoryCountsAsAvailable() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", Long.toString(1000 * MEBIBYTE));
        write("sys/fs/cgroup/memory.current", Long.toString(900 * MEBIBYTE));
        write(
                "sys/fs/cgroup/memory.stat",
                "anon 1\ninactive_file %d\nactive_file %d\n".formatted(200 * MEBIBYTE, 100 * MEBIBYTE));

        assertThat(HostMemory.available(root)).hasValue(400 * MEBIBYTE);
    }

    @Test
    void readsGroupsOfVersionOne() throws IOException {
        write("proc/self/cgroup", "8:pids:/\n4:memory:/docker/abc\n");
        // In a container the group's own directory is the top one.
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", Long.toString(1000 * MEBIBYTE));
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", Long.toString(900 * MEBIBYTE));
        write("sys/fs/cgroup/memory/memory.stat", "inactive_file 5\ntotal_inactive_file %d\n".formatted(50 * MEBIBYTE));

        assertThat(HostMemory.available(root)).hasValue(150 * MEBIBYTE);
    }

    @Test
    void aGroupOfVersionOneWithoutALimitLimitsNothing() throws IOException {
        write("proc/self/cgroup", "4:memory:/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "5\n");

        assertThat(HostMemory.available(root)).isEmpty();
    }

    @Test
    void isUnknownWhereTheSystemSaysNothing() {
        assertThat(HostMemory.available(root)).isEmpty();
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
