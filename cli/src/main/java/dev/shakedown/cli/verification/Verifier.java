package dev.shakedown.cli.verification;

import java.io.IOException;

/** A program that recomputes jobs: it answers each folder that it is told with a line of JSON, in order. */
public interface Verifier {

    /** Tells it a folder; a few may be told before the first is answered. */
    void say(String folder) throws InterruptedException;

    /** Waits for the next answer. */
    String hear() throws IOException, InterruptedException;
}
