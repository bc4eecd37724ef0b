package dev.shakedown.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how many of something are done: one line drawn over and over on a terminal, and elsewhere now and then a new
 * line. Not thread-safe.
 */
public final class CountDisplay {

    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final Duration LATEST = Duration.ofMinutes(5);
    private static final int PAUSES_IN_ELAPSED_TIME = 10;
    private static final int BAR = 24;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final Terminal terminal;
    private final String what;
    private final long total;
    private final long begin = System.nanoTime();
    private long nextLine = begin + SOONEST.toNanos();

    /**
     * Draws on a terminal through a writer.
     *
     * @param what is counted, such as {@code jobs}
     * @param total how many there are
     */
    public CountDisplay(PrintWriter out, Terminal terminal, String what, long total) {
        this.out = out;
        this.terminal = terminal;
        this.what = what;
        this.total = total;
    }

    /** Shows that so many are done, and more to say of them. */
    public void show(long done, String more) {
        long now = System.nanoTime();
        if (terminal.interactive()) {
            String line = line(done, more, now);
            out.print(ERASE_LINE + line.substring(0, Math.min(line.length(), terminal.columns() - 1)));
            out.flush();
        } else if (now - nextLine >= 0) {
            long pause =
                    Math.max(SOONEST.toNanos(), Math.min(LATEST.toNanos(), (now - begin) / PAUSES_IN_ELAPSED_TIME));
            nextLine = now + pause;
            out.println(line(done, more, now));
            out.flush();
        }
    }

    /** Takes the line away, so that something else can be printed. */
    public void clear() {
        if (terminal.interactive()) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private String line(long done, String more, long now) {
        double seconds = (now - begin) / 1e9;
        double rate = done / seconds;
        String left = done == 0 || done >= total
                ? ""
                : "  " + ProgressLine.clock(Duration.ofSeconds((long) Math.ceil((total - done) / rate))) + " left";
        return String.format(
                Locale.ROOT,
                "%s  %d/%d %s  %s%s%s",
                ProgressLine.bar(total == 0 ? 1 : (double) done / total, BAR),
                done,
                total,
                what,
                more,
                done == 0 ? "" : String.format(Locale.ROOT, "  %.2f %s/s", rate, what),
                left);
    }
}
