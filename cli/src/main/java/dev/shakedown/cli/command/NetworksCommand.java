package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.cli.table.NetworkTable;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.WorkerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the networks. */
@Command(
        name = "networks",
        header = "List the networks that workers can attack.",
        description = "Where no job-api runs and none was named: those of this checkout, shipped and imported.",
        mixinStandardHelpOptions = true)
final class NetworksCommand extends ListingCommand {

    private static final String LISTING = "dev.shakedown.models.importing.NetworkListing";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<AnnouncedNetwork> networks = networks();
        print(networks, () -> NetworkTable.lines(networks));
        return ExitStatus.OK;
    }

    private List<AnnouncedNetwork> networks() throws IOException, InterruptedException {
        try {
            return api().networks();
        } catch (ServiceFailure.Unreachable e) {
            if (!isDefaultApi()) {
                throw e;
            }
        }
        Checkout checkout = Checkout.ofLauncher();
        note("no job-api runs here; these are the networks of this checkout");
        List<String> directories =
                checkout.networks().stream().map(Path::toString).toList();
        byte[] listing = WorkerProgram.of(checkout, LISTING, directories).output();
        return WireFormat.json().readValue(listing, new TypeReference<>() {});
    }
}
