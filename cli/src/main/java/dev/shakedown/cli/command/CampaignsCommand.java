package dev.shakedown.cli.command;

import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(name = "campaigns", header = "List campaigns, newest first.", mixinStandardHelpOptions = true)
final class CampaignsCommand extends ListingCommand {

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable CampaignState state;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those with this in their names.")
    private @Nullable String name;

    @Override
    public Integer call() {
        Map<String, String> filter = new LinkedHashMap<>();
        if (state != null) {
            filter.put("state", state.name());
        }
        if (name != null) {
            filter.put("name", name);
        }
        List<CampaignStatus> campaigns = api().campaigns(filter);
        print(campaigns, () -> table(campaigns).lines());
        return ExitCode.OK;
    }

    private static TextTable table(List<CampaignStatus> campaigns) {
        TextTable table = new TextTable(List.of(
                Column.words("campaign"),
                Column.words("name"),
                Column.words("state"),
                Column.numbers("jobs"),
                Column.numbers("ended"),
                Column.numbers("failed"),
                Column.numbers("left"),
                Column.words("submitted")));
        for (CampaignStatus campaign : campaigns) {
            Double remaining = campaign.remainingSeconds();
            table.add(List.of(
                    campaign.id(),
                    campaign.name(),
                    campaign.state().name().toLowerCase(Locale.ROOT),
                    Long.toString(campaign.jobs()),
                    Long.toString(campaign.ended()),
                    Long.toString(campaign.failed()),
                    remaining == null ? "-" : duration(remaining),
                    String.valueOf(campaign.submitted())));
        }
        return table;
    }
}
