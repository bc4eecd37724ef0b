package dev.shakedown.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Starts workers again that ended, after a pause that grows. For one thread. */
final class WorkerRestarts {

    private final Supplier<List<ServiceProcess>> workers;
    private final Supplier<Instant> clock;
    private final Map<String, RestartPauses> pauses = new HashMap<>();
    private final Map<String, Instant> due = new HashMap<>();

    /** Restarts of these workers. */
    WorkerRestarts(Supplier<List<ServiceProcess>> workers, Supplier<Instant> clock) {
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * Looks after the workers; to be called every second or so.
     *
     * @param said is told in a line when a worker ended, with the reason, and when it is started again
     * @throws StackFailure if one of them ended too often
     */
    void look(Consumer<String> said) {
        Instant now = clock.get();
        for (ServiceProcess worker : workers.get()) {
            RestartPauses own = pauses.computeIfAbsent(worker.name(), absent -> new RestartPauses(now));
            Instant start = due.get(worker.name());
            if (worker.isAlive()) {
                due.remove(worker.name());
            } else if (start == null) {
                due.put(worker.name(), now.plus(pause(worker, own, now, said)));
            } else if (!now.isBefore(start)) {
                due.remove(worker.name());
                start(worker);
                own.started(now);
                said.accept(worker.name() + " is started again");
            }
        }
    }

    private static Duration pause(ServiceProcess worker, RestartPauses own, Instant now, Consumer<String> said) {
        ChildProcess process = worker.process();
        Optional<Duration> pause = own.ended(now);
        if (pause.isEmpty()) {
            throw process.endedUnexpectedly(" for the %dth time in a row".formatted(own.ends()));
        }
        said.accept("%s %s; it is started again in %d s and takes its jobs up again; its log is %s.1 then"
                .formatted(worker.name(), process.end(), pause.get().toSeconds(), process.log()));
        return pause.get();
    }

    private static void start(ServiceProcess worker) {
        try {
            worker.start();
        } catch (IOException e) {
            throw new UncheckedIOException(worker.name() + " cannot be started again", e);
        }
    }
}
