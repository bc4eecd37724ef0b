package dev.shakedown.cli.command;

import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.WorkerProgram;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** Starts the worker's verification program, which needs the networks, in a JVM like the worker's. */
@Command(
        name = "verify",
        header = "Recompute a campaign's stored results, and report mismatches.",
        description = "Arguments are passed on to the verification program; --help among them shows what it takes.")
final class VerifyCommand extends PrintingCommand {

    private static final String MAIN = "dev.shakedown.attackworker.verification.program.VerificationProgram";

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Override
    public Integer call() throws Exception {
        Checkout checkout = Checkout.ofLauncher();
        List<String> all = new ArrayList<>(List.of("--api", apiOption.address().toString()));
        all.addAll(arguments);
        WorkerProgram program = WorkerProgram.of(checkout, MAIN, all);
        apiOption.token().ifPresent(token -> program.setEnvironment("SHAKEDOWN_TOKEN", token));
        checkout.claim();
        return untilStopped(program::run);
    }
}
