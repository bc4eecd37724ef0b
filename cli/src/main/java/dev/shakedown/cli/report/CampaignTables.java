package dev.shakedown.cli.report;

import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.ViewRow;
import dev.shakedown.contract.http.CampaignSummary;
import java.util.List;

/**
 * What a campaign's results come to, however many they are: rows of result-store's views.
 *
 * @param summary how many jobs there are
 * @param paper rows of {@code paper-table}
 * @param curve rows of {@code robustness-curve}
 * @param transfer rows of {@code transfer-matrix}
 * @param worst rows of {@code worst-cases}
 */
public record CampaignTables(
        CampaignSummary summary,
        List<ViewRow> paper,
        List<ViewRow> curve,
        List<ViewRow> transfer,
        List<ViewRow> worst) {

    /** Asks for them. */
    public static CampaignTables of(ResultStoreClient store, String campaignId) {
        return new CampaignTables(
                store.campaign(campaignId),
                store.view(campaignId, "paper-table"),
                store.view(campaignId, "robustness-curve"),
                store.view(campaignId, "transfer-matrix"),
                store.view(campaignId, "worst-cases"));
    }
}
