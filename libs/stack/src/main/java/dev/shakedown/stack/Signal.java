package dev.shakedown.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes and all that they have started. */
final class Signal {

    private Signal() {}

    static void freeze(long pid) throws IOException, InterruptedException {
        send("-STOP", family(pid));
    }

    static void thaw(long pid) throws IOException, InterruptedException {
        send("-CONT", family(pid));
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        });
    }

    private static List<Long> family(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> Stream.concat(Stream.of(process), process.descendants())
                        .map(ProcessHandle::pid)
                        .toList())
                .orElse(List.of());
    }

    private static void send(String signal, List<Long> pids) throws IOException, InterruptedException {
        if (pids.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", signal));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
