package dev.shakedown.cli.progress;

import dev.shakedown.client.CampaignStatus;
import java.io.PrintWriter;

/** Shows the progress of a campaign. */
public final class ProgressDisplay {

    private final StatusLine line;
    private final StepRate rate = new StepRate();

    /** Draws on a terminal through a writer. */
    public ProgressDisplay(PrintWriter out, Terminal terminal) {
        this.line = new StatusLine(out, terminal);
    }

    /** Shows a campaign's status. */
    public void show(CampaignStatus status) {
        rate.add(System.nanoTime(), status.stepsDone());
        line.show(
                ProgressLine.draw(status, rate, line.columns()), status.state().ended());
    }

    /** Shows a message in place of progress. */
    public void note(String text) {
        line.note(text);
    }
}
