package dev.shakedown.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Where progress is printed: on a terminal one line, redrawn; elsewhere a new line after ever longer pauses, from
 * seconds to minutes, so that the log of a long campaign stays short. Not thread-safe.
 */
final class StatusLine {

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int PAUSES_IN_ELAPSED_TIME = 10;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final Terminal terminal;
    private final long begin = System.nanoTime();
    private long nextLine = begin;

    StatusLine(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    int columns() {
        return terminal.columns();
    }

    /** Shows progress; {@code last}: whether this line stays. */
    void show(String line, boolean last) {
        long now = System.nanoTime();
        if (terminal.interactive()) {
            out.print(ERASE_LINE + line.substring(0, Math.min(line.length(), columns() - 1)) + (last ? "\n" : ""));
        } else if (last || now - nextLine >= 0) {
            long pause = Math.max(SHORTEST_PAUSE.toNanos(), (now - begin) / PAUSES_IN_ELAPSED_TIME);
            nextLine = now + Math.min(LONGEST_PAUSE.toNanos(), pause);
            out.println(line);
        }
        out.flush();
    }

    /** Shows a message in place of progress. */
    void note(String text) {
        if (terminal.interactive()) {
            out.print(ERASE_LINE + text);
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** Erases the line on a terminal, so that other lines can be printed. */
    void clear() {
        if (terminal.interactive()) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }
}
