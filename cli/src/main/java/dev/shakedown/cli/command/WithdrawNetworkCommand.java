package dev.shakedown.cli.command;

import dev.shakedown.contract.RequestQueue;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a network that no worker serves any more out of those that campaigns can name. */
@Command(
        name = "withdraw-network",
        header = "Take a network that workers served out of the list.",
        description = {
            "For workers that are gone for good: one that starts announces its networks again.",
            "Campaigns cannot name it any more, unless another queue serves it; requests that workers have stay theirs."
        },
        mixinStandardHelpOptions = true)
final class WithdrawNetworkCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NETWORK", description = "Its id, as ./shakedown networks lists it.")
    private String id = "";

    @Option(
            names = "--queue",
            paramLabel = "QUEUE",
            description = "The queue whose workers served it (default: the queue without a name).")
    private @Nullable String queue;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (queue != null && !RequestQueue.isName(queue)) {
            throw new ParameterException(
                    spec.commandLine(), "--queue: " + queue + ": must be " + RequestQueue.EXPECTED);
        }
        RequestQueue from = new RequestQueue(queue);
        apiOption.api().withdrawNetwork(id, from);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s is withdrawn from %s%n", id, from.inWords());
        out.flush();
        return ExitStatus.OK;
    }
}
