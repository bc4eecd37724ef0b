package dev.shakedown.cli.command;

import dev.shakedown.contract.RequestQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Withdraws a network that no worker serves from the networks that campaigns can name. */
@Command(
        name = "withdraw-network",
        header = "Withdraw a network that no worker serves from the list.",
        description = {
            "For workers that are gone for good: one that starts announces its networks again.",
            "Campaigns can no longer name it, unless another queue serves it. Requests that workers hold are unaffected."
        },
        mixinStandardHelpOptions = true)
final class WithdrawNetworkCommand extends ApiCommand {

    @Parameters(paramLabel = "NETWORK", description = "Its id, as ./shakedown networks lists it.")
    private String id = "";

    @Option(
            names = "--queue",
            paramLabel = "QUEUE",
            description = "The queue whose workers served it (default: the queue without a name).")
    private @Nullable String queue;

    @Override
    public Integer call() {
        if (queue != null && !RequestQueue.isName(queue)) {
            throw misuse("--queue: " + queue + ": must be " + RequestQueue.EXPECTED);
        }
        RequestQueue from = new RequestQueue(queue);
        api().withdrawNetwork(id, from);
        print("%s is withdrawn from %s".formatted(id, from.inWords()));
        return ExitStatus.OK;
    }
}
