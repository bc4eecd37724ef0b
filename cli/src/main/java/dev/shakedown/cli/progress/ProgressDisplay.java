package dev.shakedown.cli.progress;

import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows progress, {@code [#######.......] 7/16 jobs 412/960 steps 31.5 steps/s 0:18 left}: one line drawn over and over
 * on a terminal, and elsewhere now and then a new line.
 */
final class ProgressDisplay {

    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final Duration LATEST = Duration.ofMinutes(5);
    private static final int PAUSES_IN_ELAPSED_TIME = 10;
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final int USUAL_COLUMNS = 80;
    private static final int LONGEST_BAR = 40;
    private static final int SHORTEST_BAR = 5;

    private final PrintWriter out;
    /** The launcher script knows it; Java 17 cannot ask for one stream alone. */
    private final boolean isTerminal = Boolean.getBoolean("shakedown.terminal");

    private final int columns;
    private final StepRate pace = new StepRate();
    private final long begin = System.nanoTime();
    private long nextLine = begin;

    ProgressDisplay(PrintWriter out) {
        this.out = out;
        int wide = Integer.getInteger("shakedown.columns", USUAL_COLUMNS);
        this.columns = wide >= 20 ? wide : USUAL_COLUMNS;
    }

    void show(CampaignStatus status) {
        long now = System.nanoTime();
        pace.add(now, status.stepsDone());
        boolean finished = status.state().ended();
        if (isTerminal) {
            out.print(ERASE_LINE + line(status, pace, columns) + (finished ? "\n" : ""));
            out.flush();
        } else if (finished || now - nextLine >= 0) {
            // Ever more rarely, so that the log of a night's campaign can still be read.
            long pause =
                    Math.max(SOONEST.toNanos(), Math.min(LATEST.toNanos(), (now - begin) / PAUSES_IN_ELAPSED_TIME));
            nextLine = now + pause;
            out.println(line(status, pace, columns));
            out.flush();
        }
    }

    void note(String text) {
        if (isTerminal) {
            out.print(ERASE_LINE + text);
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** The line, at most as wide as the given number of columns where that is possible. */
    static String line(CampaignStatus status, StepRate pace, int columns) {
        String numbers = numbers(status, pace);
        int room = Math.min(LONGEST_BAR, columns - 1 - numbers.length() - 4);
        String line = room < SHORTEST_BAR ? numbers : bar(fraction(status), room) + "  " + numbers;
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }

    static String bar(double fraction, int cells) {
        int full = (int) Math.floor(Math.min(1, Math.max(0, fraction)) * cells);
        return "[" + "#".repeat(full) + ".".repeat(cells - full) + "]";
    }

    /** Whole seconds as {@code m:ss} or {@code h:mm:ss}. */
    static String clock(Duration duration) {
        return duration.toHours() > 0
                ? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
                : "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }

    private static String numbers(CampaignStatus status, StepRate pace) {
        StringBuilder numbers = new StringBuilder();
        numbers.append("%d/%d jobs".formatted(status.ended(), status.jobs()));
        if (status.failed() > 0) {
            numbers.append(" (%d failed)".formatted(status.failed()));
        }
        numbers.append("  %d/%d steps".formatted(status.stepsDone(), status.steps()));
        boolean finished = status.state().ended();
        if (status.state() == CampaignState.PAUSED || status.state() == CampaignState.CANCELLED) {
            return numbers.append("  ")
                    .append(status.state().name().toLowerCase(Locale.ROOT))
                    .toString();
        }
        (finished ? pace.overall() : pace.stepsPerSecond())
                .ifPresent(rate -> numbers.append(
                        String.format(Locale.ROOT, rate < 10 ? "  %.2f steps/s" : "  %.1f steps/s", rate)));
        if (!finished) {
            pace.remaining(status.steps() - status.stepsDone())
                    .ifPresent(time -> numbers.append("  ").append(clock(time)).append(" left"));
        }
        return numbers.toString();
    }

    private static double fraction(CampaignStatus status) {
        if (status.state() == CampaignState.FINISHED) {
            return 1;
        }
        return status.steps() == 0 ? 0 : (double) status.stepsDone() / status.steps();
    }
}
