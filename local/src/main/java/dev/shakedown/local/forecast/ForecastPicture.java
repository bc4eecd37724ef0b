package dev.shakedown.local.forecast;

import dev.shakedown.local.simulation.Outcome;
import dev.shakedown.local.simulation.Timeline.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Workers and nodes over time, and the lag below, as an SVG; a pair of panels for each forecast. */
public final class ForecastPicture {

    private static final int WIDTH = 900;
    private static final int LEFT = 80;
    private static final int RIGHT = 24;
    private static final int TITLE = 34;
    private static final int PANEL = 150;
    private static final int GAP = 34;
    private static final int BOTTOM = 48;
    /** Less cannot be seen. */
    private static final double SMALLEST = 0.7;

    private static final int ONE = TITLE + 2 * PANEL + GAP + BOTTOM;

    private static final String WORKERS = "#0b6e99";
    private static final String NODES = "#c77700";
    private static final String LAG = "#7a3e9d";

    private final List<Forecast> forecasts;
    private final double end;
    private final StringBuilder svg = new StringBuilder();

    private ForecastPicture(List<Forecast> forecasts) {
        this.forecasts = forecasts;
        this.end = forecasts.stream()
                .mapToDouble(forecast -> last(forecast.median()))
                .max()
                .orElse(1);
    }

    /** The picture of the outcomes with the median makespan, all on one scale of time. */
    public static String svg(List<Forecast> forecasts) {
        return new ForecastPicture(forecasts).draw();
    }

    private static double last(Outcome outcome) {
        List<Sample> samples = outcome.timeline().samples();
        double noted = samples.isEmpty() ? 0 : samples.get(samples.size() - 1).time();
        return Math.max(1, Math.max(noted, outcome.makespan()));
    }

    private String draw() {
        int height = forecasts.size() * ONE;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">",
                WIDTH, height, WIDTH, height);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, height);
        for (int i = 0; i < forecasts.size(); i++) {
            draw(forecasts.get(i), i * ONE);
        }
        add("</svg>");
        return svg.toString();
    }

    private void draw(Forecast forecast, int top) {
        Outcome outcome = forecast.median();
        List<Sample> samples = outcome.timeline().samples();
        add(
                "<text x=\"%d\" y=\"%d\" font-size=\"14\" font-weight=\"bold\">%s</text>",
                LEFT, top + 20, escaped(forecast.name() + ": " + ForecastText.duration(outcome.makespan())));
        int upper = top + TITLE;
        int lower = upper + PANEL + GAP;
        double most = samples.stream()
                .mapToInt(sample -> Math.max(sample.nodes(), sample.workers()))
                .max()
                .orElse(1);
        double mostLag = samples.stream().mapToLong(Sample::lag).max().orElse(1);
        panel(upper, most, "workers");
        panel(lower, mostLag, "lag");
        steps(samples, upper, most, Sample::nodes, NODES, 1);
        steps(samples, upper, most, Sample::workers, WORKERS, 2);
        steps(samples, lower, mostLag, Sample::lag, LAG, 2);
        legend(upper);
        double made = x(outcome.makespan());
        add(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#555\" stroke-dasharray=\"4 3\"/>",
                made, made, upper, lower + PANEL);
        times(lower + PANEL);
    }

    private void legend(int top) {
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\"><tspan fill=\"%s\">workers in their group</tspan>"
                        + "<tspan fill=\"%s\" dx=\"14\">nodes paid for</tspan></text>",
                WIDTH - RIGHT, top - 8, WORKERS, NODES);
    }

    private void panel(int top, double most, String what) {
        add(
                "<text x=\"18\" y=\"%d\" transform=\"rotate(-90 18 %d)\" text-anchor=\"middle\">%s</text>",
                top + PANEL / 2, top + PANEL / 2, what);
        double step = nice(most / 4);
        for (double value = 0; value <= most * 1.0001; value += step) {
            double y = y(value, top, most);
            add("<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", LEFT, WIDTH - RIGHT, y, y);
            add(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 8, y + 4, String.format(Locale.ROOT, "%,.0f", value).replace(',', ' '));
        }
    }

    private void times(int bottom) {
        double unit = end < 180 ? 1 : end < 3 * 3600 ? 60 : 3600;
        double step = nice(end / unit / 8);
        for (double time = 0; time * unit <= end * 1.0001; time += step) {
            double x = x(time * unit);
            add("<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#222\"/>", x, x, bottom, bottom + 5);
            add(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x, bottom + 19, Math.rint(time) == time ? Long.toString(Math.round(time)) : Double.toString(time));
        }
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s since the submission; dashed: the last result is stored</text>",
                WIDTH - RIGHT, bottom + 36, unit == 1 ? "seconds" : unit == 60 ? "minutes" : "hours");
    }

    private void steps(
            List<Sample> samples, int top, double most, ToDoubleFunction<Sample> value, String colour, int thickness) {
        List<String> points = new ArrayList<>();
        double drawn = 0;
        double at = Double.NaN;
        for (Sample sample : samples) {
            double x = x(sample.time());
            double y = y(value.applyAsDouble(sample), top, most);
            boolean large = Math.abs(y - drawn) >= SMALLEST;
            if (points.isEmpty()) {
                points.add(point(x, y(0, top, most)));
            } else if (y == drawn || !large && x - at < SMALLEST) {
                continue;
            } else {
                points.add(point(x, drawn));
            }
            points.add(point(x, y));
            drawn = y;
            at = x;
        }
        if (!samples.isEmpty()) {
            Sample last = samples.get(samples.size() - 1);
            points.add(point(x(last.time()), y(value.applyAsDouble(last), top, most)));
        }
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>",
                String.join(" ", points), colour, thickness);
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }

    private double x(double time) {
        return LEFT + Math.min(1, time / end) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, int top, double most) {
        return top + PANEL * (1 - value / Math.max(1, most));
    }

    /** 1, 2 or 5 times a power of ten, at least so much and at least 1. */
    private static double nice(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(1, least))));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
