package dev.shakedown.cli.command;

import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.CampaignListing;
import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.client.JobApiClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists campaigns. */
@Command(name = "campaigns", header = "List campaigns, newest first.", mixinStandardHelpOptions = true)
final class CampaignsCommand extends ListingCommand {

    private static final String PAGE = "200";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
    private CampaignStatus.@Nullable State state;

    @Option(names = "--name", paramLabel = "NAME", description = "Only those with this in their names.")
    private @Nullable String name;

    @Override
    public Integer call() {
        List<CampaignStatus> campaigns = all(api());
        print(campaigns, () -> table(campaigns).lines());
        return ExitStatus.OK;
    }

    private List<CampaignStatus> all(JobApiClient api) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (state != null) {
            parameters.put("state", state.name());
        }
        if (name != null) {
            parameters.put("name", name);
        }
        parameters.put("limit", PAGE);
        List<CampaignStatus> campaigns = new ArrayList<>();
        String next;
        do {
            CampaignListing page = api.campaigns(parameters);
            campaigns.addAll(page.campaigns());
            next = page.next();
            parameters.put("after", String.valueOf(next));
        } while (next != null);
        return campaigns;
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
                    remaining == null ? "-" : DurationText.of(remaining),
                    String.valueOf(campaign.submitted())));
        }
        return table;
    }
}
