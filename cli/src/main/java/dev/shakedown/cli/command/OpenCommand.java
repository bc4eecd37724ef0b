package dev.shakedown.cli.command;

import dev.shakedown.client.ResultStoreClient;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(
        name = "open",
        header = "Open the pages of all campaigns, or of one, in a browser.",
        description = "Prints the address; opens it if this machine has xdg-open or open.",
        mixinStandardHelpOptions = true)
final class OpenCommand extends ApiCommand {

    private static final List<String> OPENERS = List.of("xdg-open", "open");

    @Mixin
    private final CampaignChoice campaign = new CampaignChoice.Argument();

    @Override
    public Integer call() {
        ResultStoreClient store = store();
        String address = campaign.id(this).map(store::page).orElseGet(store::page);
        print(address);
        for (String opener : OPENERS) {
            try {
                new ProcessBuilder(opener, address)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                break;
            } catch (IOException e) {
                // There is no such program. The address has been printed.
            }
        }
        return ExitCode.OK;
    }
}
