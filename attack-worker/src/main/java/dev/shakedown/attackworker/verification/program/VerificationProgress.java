package dev.shakedown.attackworker.verification.program;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows how many jobs are verified: one line that is redrawn on a terminal, new lines elsewhere. Not thread-safe. */
final class VerificationProgress {

    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final Duration LATEST = Duration.ofMinutes(5);
    private static final int PAUSES_IN_ELAPSED_TIME = 10;
    private static final int BAR = 24;
    private static final int LEAST_COLUMNS = 20;
    private static final int USUAL_COLUMNS = 80;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final long total;
    /** The launcher script sets both properties; Java 17 cannot tell whether standard error is a terminal. */
    private final boolean terminal = Boolean.getBoolean("shakedown.terminal");

    private final int columns = Integer.getInteger("shakedown.columns", USUAL_COLUMNS);
    private final long begin = System.nanoTime();
    private long nextLine = begin + SOONEST.toNanos();

    VerificationProgress(PrintWriter out, long total) {
        this.out = out;
        this.total = total;
    }

    void show(VerificationSummary summary) {
        long now = System.nanoTime();
        if (terminal) {
            String line = line(summary, now);
            int width = columns >= LEAST_COLUMNS ? columns : USUAL_COLUMNS;
            out.print(ERASE_LINE + line.substring(0, Math.min(line.length(), width - 1)));
            out.flush();
        } else if (now - nextLine >= 0) {
            long pause =
                    Math.max(SOONEST.toNanos(), Math.min(LATEST.toNanos(), (now - begin) / PAUSES_IN_ELAPSED_TIME));
            nextLine = now + pause;
            out.println(line(summary, now));
            out.flush();
        }
    }

    /** Erases the line, so that something else can be printed. */
    void clear() {
        if (terminal) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private String line(VerificationSummary summary, long now) {
        long done = summary.jobs();
        double rate = done / ((now - begin) / 1e9);
        int full = (int) (BAR * Math.min(1, (double) done / Math.max(1, total)));
        return String.format(
                Locale.ROOT,
                "[%s%s]  %d/%d jobs  %d comparisons  %d failures%s%s",
                "#".repeat(full),
                ".".repeat(BAR - full),
                done,
                total,
                summary.comparisons(),
                summary.failures(),
                done == 0 ? "" : String.format(Locale.ROOT, "  %.2f jobs/s", rate),
                done == 0 || done >= total ? "" : "  " + clock((long) Math.ceil((total - done) / rate)) + " left");
    }

    private static String clock(long seconds) {
        long minutes = seconds / 60;
        return minutes < 60
                ? "%d:%02d".formatted(minutes, seconds % 60)
                : "%d:%02d:%02d".formatted(minutes / 60, minutes % 60, seconds % 60);
    }
}
