package dev.shakedown.cli.command;

import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.StopSignals;
import dev.shakedown.stack.WorkerProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Starts the worker's verification program, which needs the networks, in a JVM like the worker's. */
@Command(
        name = "verify",
        header = "Recompute a campaign's stored results, and report mismatches.",
        description = "Arguments are passed on to the verification program; --help among them shows what it takes.")
final class VerifyCommand implements Callable<Integer> {

    private static final String MAIN = "dev.shakedown.attackworker.verification.program.VerificationProgram";

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Checkout checkout = Checkout.ofLauncher();
        List<String> all =
                new ArrayList<>(List.of("--api", apiOption.address().toString()));
        all.addAll(arguments);
        WorkerProgram program = WorkerProgram.of(checkout, MAIN, all);
        apiOption.token().ifPresent(token -> program.setEnvironment("SHAKEDOWN_TOKEN", token));
        checkout.claim();
        try (StopSignals signals = StopSignals.interruptingThisThread()) {
            try {
                return program.run();
            } catch (InterruptedException e) {
                PrintWriter err = spec.commandLine().getErr();
                err.println("stopped");
                err.flush();
                return signals.exitStatus();
            }
        }
    }
}
