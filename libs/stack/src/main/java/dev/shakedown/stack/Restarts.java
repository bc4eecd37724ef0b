package dev.shakedown.stack;

import dev.shakedown.stack.embedded.StartFailedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Starts processes again that ended, after a pause that grows. For one thread. */
final class Restarts {

    private final Supplier<List<StackProcess>> processes;
    private final Supplier<Instant> clock;
    private final Map<String, Pauses> pauses = new HashMap<>();
    private final Map<String, Instant> due = new HashMap<>();

    Restarts(Supplier<List<StackProcess>> processes, Supplier<Instant> clock) {
        this.processes = processes;
        this.clock = clock;
    }

    /**
     * Looks after the processes; to be called every second or so.
     *
     * @param said is told in a line when a process ended, with the reason, and when it is started again
     * @throws StackFailure if one of them ended too often
     */
    void look(Consumer<String> said) {
        Instant now = clock.get();
        for (StackProcess process : processes.get()) {
            Pauses own = pauses.computeIfAbsent(process.name(), absent -> new Pauses(now));
            Instant start = due.get(process.name());
            if (process.isAlive()) {
                due.remove(process.name());
            } else if (start == null) {
                due.put(process.name(), now.plus(pause(process, own, now, said)));
            } else if (!now.isBefore(start)) {
                due.remove(process.name());
                start(process, said);
                own.started(now);
            }
        }
    }

    private static Duration pause(StackProcess process, Pauses own, Instant now, Consumer<String> said) {
        Optional<Duration> pause = own.ended(now);
        if (pause.isEmpty()) {
            throw StackFailure.ofEnded(
                    process.name(), process.end() + " for the %dth time in a row".formatted(own.ends), process.log());
        }
        said.accept("%s %s; it is started again in %d s, and nothing is lost; its log is %s.1 then"
                .formatted(process.name(), process.end(), pause.get().toSeconds(), process.log()));
        return pause.get();
    }

    /** A start that fails counts as another end. */
    private static void start(StackProcess process, Consumer<String> said) {
        try {
            process.start();
            said.accept(process.name() + " is started again");
        } catch (IOException | StartFailedException e) {
            said.accept("%s did not start again: %s".formatted(process.name(), e.getMessage()));
        }
    }

    /**
     * How long to wait before a process is started again: 1 s, then twice as long each time, up to a minute. A process
     * that ran for five minutes starts from 1 s again. After eight ends in a row it is not started again.
     */
    static final class Pauses {

        private static final Duration FIRST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofMinutes(1);
        private static final Duration LONG_LIFE = Duration.ofMinutes(5);
        private static final int MOST_ENDS = 8;

        private Instant started;
        private int ends;

        Pauses(Instant started) {
            this.started = started;
        }

        void started(Instant when) {
            started = when;
        }

        /** Notes that the process ended; gives the pause, or empty if it is not to be started again. */
        Optional<Duration> ended(Instant when) {
            if (Duration.between(started, when).compareTo(LONG_LIFE) >= 0) {
                ends = 0;
            }
            ends++;
            if (ends >= MOST_ENDS) {
                return Optional.empty();
            }
            Duration doubled = FIRST.multipliedBy(1L << (ends - 1));
            return Optional.of(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
        }
    }
}
