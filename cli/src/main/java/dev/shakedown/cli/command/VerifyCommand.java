package dev.shakedown.cli.command;

import dev.shakedown.client.CampaignLookup;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.WorkerProgram;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Starts the worker's verification program, which needs the networks, in a JVM like the worker's. */
@Command(
        name = "verify",
        header = "Recompute the results of a campaign, or of a bundle, and report mismatches.",
        description =
                "Arguments are passed on to the verification program; --help among them shows what it takes. --last"
                        + " stands for the campaign that was submitted last.")
final class VerifyCommand extends ApiCommand {

    private static final String MAIN = "dev.shakedown.attackworker.verification.program.VerificationProgram";

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--last", description = "The campaign that was submitted last, instead of CAMPAIGN.")
    private boolean last;

    @Override
    public Integer call() throws Exception {
        Checkout checkout = Checkout.ofLauncher();
        List<String> all = new ArrayList<>(List.of("--api", address().toString()));
        all.addAll(arguments);
        if (last) {
            all.add(CampaignLookup.newest(api()).id());
        }
        WorkerProgram program = WorkerProgram.of(checkout, MAIN, all);
        token().ifPresent(token -> program.setEnvironment("SHAKEDOWN_TOKEN", token));
        checkout.claim();
        return untilStopped(program::run);
    }
}
