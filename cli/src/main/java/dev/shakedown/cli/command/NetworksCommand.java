package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.cli.table.NetworkTable;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.WorkerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "networks",
        header = "List the networks that workers can attack.",
        description = "Where no job-api runs and none was named: those of this checkout, shipped and imported.",
        mixinStandardHelpOptions = true)
final class NetworksCommand extends ListingCommand {

    private static final String LISTING = "dev.shakedown.models.importing.NetworkListing";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<AnnouncedNetwork> networks = known(this);
        print(networks, () -> NetworkTable.lines(networks));
        return ExitCode.OK;
    }

    /** The networks that workers serve; where no job-api runs and none was named, those of this checkout. */
    static List<AnnouncedNetwork> known(ApiCommand caller) throws IOException, InterruptedException {
        try {
            return caller.api().networks();
        } catch (ServiceFailure.Unreachable e) {
            if (!caller.isDefaultApi()) {
                throw e;
            }
        }
        Checkout checkout = Checkout.ofLauncher();
        caller.note("no job-api runs here; these are the networks of this checkout");
        List<String> directories =
                checkout.networks().stream().map(Path::toString).toList();
        byte[] listing = WorkerProgram.of(checkout, LISTING, directories).output();
        return WireFormat.json().readValue(listing, new TypeReference<>() {});
    }

    @Command(
            name = "withdraw-network",
            header = "Withdraw a network that no worker serves from the list.",
            description = {
                "For workers that are gone for good: one that starts announces its networks again.",
                "Campaigns can no longer name it, unless another queue serves it. Requests that workers hold are unaffected."
            },
            mixinStandardHelpOptions = true)
    static final class Withdraw extends ApiCommand {

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
            return ExitCode.OK;
        }
    }
}
