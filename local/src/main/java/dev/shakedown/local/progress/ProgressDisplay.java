package dev.shakedown.local.progress;

import dev.shakedown.local.client.CampaignStatus;
import java.io.PrintWriter;
import java.time.Duration;

/** Shows progress: one line drawn over and over on a terminal, and elsewhere a new line every few seconds. */
public final class ProgressDisplay {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final Terminal terminal;
    private final Pace pace = new Pace();
    private long lastLine = System.nanoTime() - BETWEEN_LINES.toNanos();

    /** Draws on a terminal through a writer. */
    public ProgressDisplay(PrintWriter out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows where a campaign stands now. */
    public void show(CampaignStatus status) {
        long now = System.nanoTime();
        pace.add(now, status.stepsDone());
        boolean finished = status.state() == CampaignStatus.State.FINISHED;
        if (terminal.interactive()) {
            out.print(ERASE_LINE + ProgressLine.draw(status, pace, terminal.columns()) + (finished ? "\n" : ""));
            out.flush();
        } else if (finished || now - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = now;
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
