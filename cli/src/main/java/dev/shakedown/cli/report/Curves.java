package dev.shakedown.cli.report;

import dev.shakedown.cli.report.CurveChart.Line;
import dev.shakedown.cli.report.CurveChart.Point;
import dev.shakedown.client.ViewRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What more budget does: for each kind of attack a chart of the PSNR to the sharp image, and for those with a target
 * one of the likeness to it; a line a network. Networks that only judge are in the transfer matrix.
 */
final class Curves {

    private static final Comparator<ViewRow> UNTARGETED_FIRST =
            Comparator.comparing(row -> !row.text("objective").equals("untargeted"));

    private final List<ViewRow> rows;
    private final boolean severalNorms;
    private final boolean severalSteps;

    /** Of the rows of {@code robustness-curve}. */
    Curves(List<ViewRow> rows) {
        Set<String> judgedOnThemselves = rows.stream()
                .filter(Curves::isOnItself)
                .map(row -> row.text("crafted_on"))
                .collect(Collectors.toSet());
        // What is crafted in less than fp32 is never judged on itself.
        this.rows = rows.stream()
                .filter(row -> isOnItself(row) || !judgedOnThemselves.contains(row.text("crafted_on")))
                .toList();
        this.severalNorms = differ("norm");
        this.severalSteps = differ("steps");
    }

    private static boolean isOnItself(ViewRow row) {
        return row.text("crafted_on").equals(row.text("judged_on"));
    }

    private boolean differ(String column) {
        return rows.stream().map(row -> row.text(column)).distinct().count() > 1;
    }

    /** The charts; nothing if there is not one point. */
    Html html() {
        Map<String, List<ViewRow>> attacks = new LinkedHashMap<>();
        rows.stream()
                .sorted(UNTARGETED_FIRST)
                .forEach(row -> attacks.computeIfAbsent(attack(row), name -> new ArrayList<>())
                        .add(row));
        List<Html> charts = new ArrayList<>();
        attacks.forEach((attack, ofAttack) -> {
            add(
                    charts,
                    attack + ": PSNR to the sharp image",
                    "dB",
                    2,
                    ofAttack,
                    "clean_to_sharp_psnr",
                    "attacked_to_sharp_psnr");
            add(
                    charts,
                    attack + ": likeness (NCC) to the target",
                    "",
                    3,
                    ofAttack,
                    "clean_to_target_ncc",
                    "attacked_to_target_ncc");
        });
        return charts.isEmpty() ? Html.NOTHING : Html.of("<div class=\"charts\">\n{}\n</div>", Html.join(charts));
    }

    private String attack(ViewRow row) {
        String objective = row.text("objective");
        String name = objective.isEmpty() ? "" : Character.toUpperCase(objective.charAt(0)) + objective.substring(1);
        return name + (severalNorms ? row.text("norm").equals("l2") ? ", rms bounded" : ", maximum bounded" : "");
    }

    private void add(
            List<Html> charts,
            String title,
            String unit,
            int digits,
            List<ViewRow> ofAttack,
            String clean,
            String attacked) {
        Map<String, List<ViewRow>> networks = new LinkedHashMap<>();
        ofAttack.forEach(row -> networks.computeIfAbsent(network(row), name -> new ArrayList<>())
                .add(row));
        List<Line> lines = new ArrayList<>();
        networks.forEach((name, ofNetwork) -> {
            List<Point> points = points(ofNetwork, clean, attacked);
            if (!points.isEmpty()) {
                lines.add(new Line(name, points));
            }
        });
        if (!lines.isEmpty()) {
            charts.add(new CurveChart(title, unit, digits, lines).html());
        }
    }

    private String network(ViewRow row) {
        String name = row.text("crafted_on");
        String judge = isOnItself(row) ? "" : ", judged on " + row.text("judged_on");
        return name + judge + (severalSteps ? ", %s steps".formatted(row.text("steps")) : "");
    }

    /** From the clean value at no budget on; the rows come by budget. */
    private static List<Point> points(List<ViewRow> rows, String clean, String attacked) {
        List<Point> points = new ArrayList<>();
        for (ViewRow row : rows) {
            if (points.isEmpty() && Double.isFinite(row.number(clean))) {
                points.add(new Point(0, row.number(clean), Double.NaN, row.count("jobs")));
            }
            if (Double.isFinite(row.number(attacked))) {
                points.add(new Point(
                        row.number("budget"),
                        row.number(attacked),
                        row.number(attacked + "_deviation"),
                        row.count("jobs")));
            }
        }
        return points;
    }
}
