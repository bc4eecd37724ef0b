package dev.shakedown.cli.progress;

import dev.shakedown.contract.http.CampaignStatus;
import java.io.PrintWriter;
import java.time.Duration;

/** Shows progress: one line drawn over and over on a terminal, and elsewhere now and then a new line. */
public final class ProgressDisplay {

    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final Duration LATEST = Duration.ofMinutes(5);
    private static final int PAUSES_IN_ELAPSED_TIME = 10;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final Terminal terminal;
    private final StepRate pace = new StepRate();
    private final long begin = System.nanoTime();
    private long nextLine = begin;

    /** Draws on a terminal through a writer. */
    public ProgressDisplay(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows where a campaign stands now. */
    public void show(CampaignStatus status) {
        long now = System.nanoTime();
        pace.add(now, status.stepsDone());
        boolean finished = status.state().ended();
        if (terminal.interactive()) {
            out.print(ERASE_LINE + ProgressLine.draw(status, pace, terminal.columns()) + (finished ? "\n" : ""));
            out.flush();
        } else if (finished || now - nextLine >= 0) {
            // Ever more rarely, so that the log of a night's campaign can still be read.
            long pause =
                    Math.max(SOONEST.toNanos(), Math.min(LATEST.toNanos(), (now - begin) / PAUSES_IN_ELAPSED_TIME));
            nextLine = now + pause;
            out.println(ProgressLine.draw(status, pace, terminal.columns()));
            out.flush();
        }
    }

    /** Shows something else than progress for now. */
    public void note(String text) {
        if (terminal.interactive()) {
            out.print(ERASE_LINE + text);
        } else {
            out.println(text);
        }
        out.flush();
    }
}
