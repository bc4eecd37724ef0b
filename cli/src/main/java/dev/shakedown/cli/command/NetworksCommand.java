package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.cli.table.NetworkTable;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.WorkerProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the networks. */
@Command(
        name = "networks",
        header = "List the networks that workers can attack.",
        description = "Where no job-api runs and none was named: those of this checkout, shipped and imported.",
        mixinStandardHelpOptions = true)
final class NetworksCommand implements Callable<Integer> {

    private static final String LISTING = "dev.shakedown.models.importing.NetworkListing";

    @Option(names = "--json", description = "As JSON, with all that their cards say.")
    private boolean json;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<AnnouncedNetwork> networks = networks();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(WireFormat.json().writerWithDefaultPrettyPrinter().writeValueAsString(networks));
        } else {
            NetworkTable.lines(networks).forEach(out::println);
        }
        out.flush();
        return ExitStatus.OK;
    }

    private List<AnnouncedNetwork> networks() throws IOException, InterruptedException {
        try {
            return apiOption.api().networks();
        } catch (ServiceFailure.Unreachable e) {
            if (!apiOption.isUnset()) {
                throw e;
            }
        }
        Checkout checkout = Checkout.ofLauncher();
        PrintWriter err = spec.commandLine().getErr();
        err.println("no job-api runs here; these are the networks of this checkout");
        err.flush();
        List<String> directories =
                checkout.networks().stream().map(Path::toString).toList();
        byte[] listing = WorkerProgram.of(checkout, LISTING, directories).output();
        return WireFormat.json().readValue(listing, new TypeReference<>() {});
    }
}
