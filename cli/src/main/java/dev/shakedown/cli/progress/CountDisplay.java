package dev.shakedown.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows how many of a number of items are done, how fast, and how long the rest takes. Not thread-safe. */
public final class CountDisplay {

    private static final int BAR = 24;

    private final StatusLine line;
    private final String unit;
    private final long total;
    private final long begin = System.nanoTime();

    /**
     * Draws on a terminal through a writer.
     *
     * @param unit what is counted, such as {@code jobs}
     * @param total how many there are
     */
    public CountDisplay(PrintWriter out, Terminal terminal, String unit, long total) {
        this.line = new StatusLine(out, terminal);
        this.unit = unit;
        this.total = total;
    }

    /** Shows that so many are done, with more text. */
    public void show(long done, String more) {
        double rate = done / ((System.nanoTime() - begin) / 1e9);
        String text = "%s  %d/%d %s  %s"
                .formatted(ProgressLine.bar(total == 0 ? 1 : (double) done / total, BAR), done, total, unit, more);
        if (done > 0) {
            text += String.format(Locale.ROOT, "  %.2f %s/s", rate, unit);
        }
        if (done > 0 && done < total) {
            Duration left = Duration.ofSeconds((long) Math.ceil((total - done) / rate));
            text += "  " + ProgressLine.clock(left) + " left";
        }
        line.show(text, false);
    }

    /** Erases the line, so that other lines can be printed. */
    public void clear() {
        line.clear();
    }
}
