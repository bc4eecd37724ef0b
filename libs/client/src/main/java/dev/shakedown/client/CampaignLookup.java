package dev.shakedown.client;

import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.http.CampaignStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds the campaign that a person means. */
public final class CampaignLookup {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");
    private static final Pattern BEGINNING_OF_ID = Pattern.compile("[0-9a-f]{1,23}");

    private CampaignLookup() {}

    /** No campaign is meant, or several are. */
    public static final class NoSuchCampaign extends RuntimeException {

        private final List<String> lines;

        private NoSuchCampaign(List<String> lines) {
            super(lines.get(0));
            this.lines = List.copyOf(lines);
        }

        /** What is wrong, and then a line for each campaign that can be meant. */
        public List<String> lines() {
            return lines;
        }
    }

    /**
     * The id of a campaign.
     *
     * @param text its id, the beginning of its id, or its name
     * @throws NoSuchCampaign if no campaign fits, or if several do
     */
    public static String idOf(String text, JobApiClient api) {
        if (ID.matcher(text).matches()) {
            return text;
        }
        String name = NameRule.normalised(text);
        List<CampaignStatus> candidates = new ArrayList<>(api.campaigns(Map.of("name", name)));
        if (BEGINNING_OF_ID.matcher(text).matches()) {
            candidates.addAll(api.campaigns(Map.of("id", text)));
        }
        if (candidates.stream().anyMatch(campaign -> campaign.id().equals(text))) {
            return text;
        }
        Map<String, CampaignStatus> fitting = new LinkedHashMap<>();
        candidates.stream()
                .filter(campaign -> campaign.name().equals(name)
                        || (BEGINNING_OF_ID.matcher(text).matches()
                                && campaign.id().startsWith(text)))
                .forEach(campaign -> fitting.put(campaign.id(), campaign));
        if (fitting.size() == 1) {
            return fitting.keySet().iterator().next();
        }
        throw new NoSuchCampaign(lines(text, List.copyOf(fitting.values())));
    }

    /**
     * The campaign that was submitted last.
     *
     * @throws NoSuchCampaign if there is none
     */
    public static CampaignStatus newest(JobApiClient api) {
        return api.newest()
                .orElseThrow(() -> new NoSuchCampaign(
                        List.of("--last: no campaign has been submitted; ./shakedown submit FILE submits one")));
    }

    private static List<String> lines(String text, List<CampaignStatus> fitting) {
        List<String> lines = new ArrayList<>();
        lines.add(
                fitting.isEmpty()
                        ? "campaign: %s: must be the id of a campaign, the beginning of its id, or its name; ./shakedown campaigns lists them"
                                .formatted(text)
                        : "campaign: %s: must be one campaign, for example by its id; these %d fit:"
                                .formatted(text, fitting.size()));
        fitting.forEach(campaign -> lines.add("  %s %s, submitted %s, %d jobs"
                .formatted(campaign.id(), campaign.name(), campaign.submitted(), campaign.jobs())));
        return lines;
    }
}
