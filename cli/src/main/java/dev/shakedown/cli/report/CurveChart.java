package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lines over the budget, as a drawing with axes, and a legend below it. */
final class CurveChart {

    private static final int WIDTH = 440;
    private static final int HEIGHT = 280;
    private static final int LEFT = 46;
    private static final int RIGHT = 14;
    private static final int TOP = 28;
    private static final int BOTTOM = 40;
    /** How many lines look different before colours come again, dashed. */
    private static final int COLOURS = 8;

    private final String title;
    private final String unit;
    private final int digits;
    private final List<Line> lines;
    private final double greatestBudget;
    private final double low;
    private final double high;
    private final double step;

    /**
     * A line.
     *
     * @param name what it is of
     * @param points at least one, by budget
     */
    record Line(String name, List<Point> points) {}

    /**
     * A point.
     *
     * @param budget in 255ths; 0 is without attack
     * @param value on the vertical axis, finite
     * @param deviation over the jobs; NaN where it is not known
     * @param jobs how many the value is the mean of
     */
    record Point(double budget, double value, double deviation, long jobs) {}

    /**
     * A chart.
     *
     * @param unit of the vertical axis; empty if it has none
     * @param digits of values after the point
     * @param lines at least one
     */
    CurveChart(String title, String unit, int digits, List<Line> lines) {
        this.title = title;
        this.unit = unit;
        this.digits = digits;
        this.lines = lines;
        List<Point> points =
                lines.stream().flatMap(line -> line.points().stream()).toList();
        this.greatestBudget = points.stream().mapToDouble(Point::budget).max().orElse(1);
        double least = points.stream().mapToDouble(Point::value).min().orElse(0);
        double greatest = points.stream().mapToDouble(Point::value).max().orElse(1);
        double range = Math.max(greatest - least, unit.isEmpty() ? 0.1 : 1);
        this.step = niceStep(range / 5);
        this.low = Math.floor((least - range * 0.04) / step) * step;
        this.high = Math.max(low + step, Math.ceil((greatest + range * 0.04) / step) * step);
    }

    /** 1, 2 or 5 times a power of ten, at least so much. */
    private static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least * 0.999) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    Html html() {
        List<Html> marks = new ArrayList<>(axes());
        List<Html> legend = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String look = "s%d%s".formatted(i % COLOURS, i / COLOURS % 2 == 1 ? " dashed" : "");
            marks.add(drawing(lines.get(i), look));
            legend.add(Html.of("""
                    <li class="{}"><svg viewBox="0 0 22 10" aria-hidden="true"><line x1="1" y1="5" x2="21" y2="5"/></svg>{}</li>""", look, lines.get(i).name()));
        }
        return Html.of("""
                <figure class="chart">
                <h3>{}</h3>
                <svg viewBox="0 0 {} {}" role="img" aria-label="{}">
                {}
                </svg>
                <ul class="legend">
                {}
                </ul>
                </figure>""", title, WIDTH, HEIGHT, title, Html.join(marks), Html.join(legend));
    }

    private List<Html> axes() {
        List<Html> axes = new ArrayList<>();
        int tickDigits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
        for (int i = 0; low + i * step <= high + step / 2; i++) {
            double value = low + i * step;
            axes.add(Html.of(
                    """
                    <line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" class="tick y">{}</text>""",
                    LEFT,
                    WIDTH - RIGHT,
                    number(y(value)),
                    number(y(value)),
                    LEFT - 8,
                    number(y(value) + 4),
                    Numbers.decimal(value, tickDigits)));
        }
        for (double budget : budgets()) {
            axes.add(Html.of(
                    """
                    <line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" class="tick x">{}</text>""",
                    number(x(budget)),
                    number(x(budget)),
                    TOP,
                    HEIGHT - BOTTOM,
                    number(x(budget)),
                    HEIGHT - BOTTOM + 19,
                    budget == 0 ? "clean" : JobLabel.number(budget)));
        }
        axes.add(Html.of("""
                <text x="{}" y="{}" class="axis">budget, 255ths</text><text x="{}" y="{}" class="unit">{}</text>""", WIDTH - RIGHT, HEIGHT - 5, LEFT - 8, TOP - 14, unit));
        return axes;
    }

    /** Those that have room for their number. */
    private List<Double> budgets() {
        Collection<Double> all = lines.stream()
                .flatMap(line -> line.points().stream())
                .map(Point::budget)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Double> shown = new ArrayList<>();
        for (double budget : all) {
            double room = shown.size() == 1 ? 32 : 22;
            if (shown.isEmpty() || x(budget) - x(shown.get(shown.size() - 1)) >= room) {
                shown.add(budget);
            }
        }
        return shown;
    }

    private Html drawing(Line line, String look) {
        String path = line.points().stream()
                .map(point -> number(x(point.budget())) + "," + number(y(point.value())))
                .collect(Collectors.joining(" "));
        List<Html> dots = line.points().stream()
                .map(point -> Html.of("""
                        <circle cx="{}" cy="{}" r="3.2"><title>{}</title></circle>""", number(x(point.budget())), number(y(point.value())), words(line, point)))
                .toList();
        return Html.of("<g class=\"{}\"><polyline points=\"{}\"/>{}</g>", look, path, Html.join(dots));
    }

    private String words(Line line, Point point) {
        String deviation = Double.isNaN(point.deviation()) ? "" : " ± " + Numbers.decimal(point.deviation(), digits);
        String where = point.budget() == 0 ? "without attack" : "at " + JobLabel.number(point.budget()) + "/255";
        return "%s %s: %s%s%s, %d job%s"
                .formatted(
                        line.name(),
                        where,
                        Numbers.decimal(point.value(), digits),
                        deviation,
                        unit.isEmpty() ? "" : " " + unit,
                        point.jobs(),
                        point.jobs() == 1 ? "" : "s");
    }

    private double x(double budget) {
        return LEFT + (WIDTH - LEFT - RIGHT - 10) * budget / greatestBudget;
    }

    private double y(double value) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low);
    }

    private static String number(double place) {
        return String.format(Locale.ROOT, "%.1f", place);
    }
}
