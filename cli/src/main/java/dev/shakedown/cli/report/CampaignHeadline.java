package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.client.ViewRow;
import dev.shakedown.contract.http.CampaignSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a campaign was, in a sentence, and what came of it, in a few numbers. */
final class CampaignHeadline {

    private final CampaignTables tables;

    CampaignHeadline(CampaignTables tables) {
        this.tables = tables;
    }

    Html html() {
        return Html.of("<p class=\"lede\">{}</p>\n<div class=\"tiles\">\n{}\n</div>", sentence(), Html.join(tiles()));
    }

    private String sentence() {
        CampaignSummary summary = tables.summary();
        List<ViewRow> curve = tables.curve();
        if (curve.isEmpty()) {
            return Summary.count(summary.jobs(), "attack") + ", of which none has succeeded yet.";
        }
        String budgets = Summary.listed(curve.stream()
                .map(row -> row.number("budget"))
                .distinct()
                .sorted(Comparator.naturalOrder())
                .map(budget -> JobLabel.number(budget) + "/255")
                .toList());
        String ended = summary.succeeded() == summary.jobs()
                ? Summary.count(summary.jobs(), "attack")
                : "%,d of %s".formatted(summary.succeeded(), Summary.count(summary.jobs(), "attack"));
        return "%s on %s: %s, perturbed by %s."
                .formatted(
                        ended,
                        Summary.listed(CampaignPage.distinct(curve, "crafted_on")),
                        Summary.listed(CampaignPage.distinct(curve, "objective")),
                        Norms.words(CampaignPage.distinct(curve, "norm"), budgets));
    }

    private List<Html> tiles() {
        List<Html> tiles = new ArrayList<>();
        widest("attacked_to_sharp_psnr", true)
                .ifPresent(row -> tiles.add(
                        tile(row, "clean_to_sharp_psnr", "attacked_to_sharp_psnr", " dB", "PSNR to the sharp image")));
        widest("attacked_to_target_ncc", false)
                .ifPresent(row -> tiles.add(tile(
                        row, "clean_to_target_ncc", "attacked_to_target_ncc", "", "likeness (NCC) to the target")));
        tables.curve().stream()
                .filter(row -> Double.isFinite(row.number("lipschitz")))
                .max(Comparator.comparingDouble(row -> row.number("lipschitz")))
                .ifPresent(row -> tiles.add(Html.of(
                        "<p><b>{}×</b><span>as far as the input does the output move: {}</span></p>",
                        Numbers.decimal(row.number("lipschitz"), 1),
                        attack(row))));
        long failed = tables.summary().failed();
        if (failed > 0) {
            tiles.add(Html.of("<p class=\"failed\"><b>{}</b><span>failed</span></p>", failed));
        }
        return tiles;
    }

    /** The attack that moved the mean of a number farthest: down, or up. */
    private Optional<ViewRow> widest(String attacked, boolean down) {
        String clean = attacked.replace("attacked_to", "clean_to");
        return tables.curve().stream()
                .filter(row -> Double.isFinite(row.number(clean)) && Double.isFinite(row.number(attacked)))
                .max(Comparator.comparingDouble(row -> (row.number(attacked) - row.number(clean)) * (down ? -1 : 1)));
    }

    private static Html tile(ViewRow row, String clean, String attacked, String unit, String words) {
        int digits = unit.isEmpty() ? 3 : 1;
        return Html.of(
                "<p><b>{} → {}{}</b><span>{}: {}; means</span></p>",
                Numbers.decimal(row.number(clean), digits),
                Numbers.decimal(row.number(attacked), digits),
                unit,
                words,
                attack(row));
    }

    private static String attack(ViewRow row) {
        String judge =
                row.text("judged_on").equals(row.text("crafted_on")) ? "" : " judged on " + row.text("judged_on");
        return "%s on %s%s, %s/255"
                .formatted(row.text("objective"), row.text("crafted_on"), judge, JobLabel.number(row.number("budget")));
    }
}
