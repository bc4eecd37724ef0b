package dev.shakedown.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.local.client.WireFormat;
import dev.shakedown.local.table.NetworkTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the networks. */
@Command(name = "networks", header = "List the networks that workers can attack.", mixinStandardHelpOptions = true)
final class NetworksCommand implements Callable<Integer> {

    @Option(names = "--json", description = "As JSON, with all that their cards say.")
    private boolean json;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        List<AnnouncedNetwork> networks = apiOption.api().networks();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(WireFormat.json().writerWithDefaultPrettyPrinter().writeValueAsString(networks));
        } else {
            NetworkTable.lines(networks).forEach(out::println);
        }
        out.flush();
        return ExitStatus.OK;
    }
}
