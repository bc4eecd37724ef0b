package dev.shakedown.cli.progress;

import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import java.time.Duration;
import java.util.Locale;

/** One line of progress: {@code [#######.......] 7/16 jobs 412/960 steps 31.5 steps/s 0:18 left}. */
final class ProgressLine {

    private static final int LONGEST_BAR = 40;
    private static final int SHORTEST_BAR = 5;

    private ProgressLine() {}

    /** Draws the line, at most as wide as the given number of columns where that is possible. */
    static String draw(CampaignStatus status, StepRate pace, int columns) {
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
