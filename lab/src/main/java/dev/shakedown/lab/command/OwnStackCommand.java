package dev.shakedown.lab.command;

import dev.shakedown.cli.command.PrintingCommand;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that starts stacks of its own, with data in a temporary directory or in {@code --out}. */
abstract class OwnStackCommand extends PrintingCommand {

    @Option(names = "--out", paramLabel = "DIR", description = "Keep data and logs there; must be new or empty.")
    private @Nullable Path out;

    /**
     * Does the work; gives the exit status.
     *
     * @param data for data and logs of stacks
     */
    abstract int run(Checkout checkout, Path data) throws IOException, InterruptedException, SQLException;

    final void requireAtLeast(int least, String option, int value) {
        if (value < least) {
            throw misuse("%s: %d: must be at least %d".formatted(option, value, least));
        }
    }

    @Override
    public Integer call() throws Exception {
        if (out != null && !ScratchDirectory.isFree(out)) {
            throw misuse("--out: %s: must be a new or empty directory".formatted(out));
        }
        Checkout checkout = Checkout.ofLauncher();
        checkout.claim();
        try (ScratchDirectory data = new ScratchDirectory(out)) {
            return untilStopped(() -> run(checkout, data.path()));
        }
    }
}
