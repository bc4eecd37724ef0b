package dev.shakedown.cli.report;

import dev.shakedown.contract.job.TracePoint;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The objective on its way through the steps, as a small line. */
final class Sparkline {

    private static final int WIDTH = 160;
    private static final int HEIGHT = 36;
    private static final double MARGIN = 3;

    private Sparkline() {}

    /** The drawing; nothing if there are not two points to connect. */
    static Html of(List<TracePoint> trace) {
        List<TracePoint> points = trace.stream()
                .filter(point -> Double.isFinite(point.objective()))
                .toList();
        if (points.size() < 2) {
            return Html.NOTHING;
        }
        TracePoint first = points.get(0);
        TracePoint last = points.get(points.size() - 1);
        String path = points.stream().map(point -> place(point, points)).collect(Collectors.joining(" "));
        String[] end = place(last, points).split(",", -1);
        return Html.of("""
                <figure class="trace">
                <svg viewBox="0 0 {} {}" role="img" aria-label="Objective by step"><polyline points="{}"/>\
                <circle cx="{}" cy="{}" r="2.5"/></svg>
                <figcaption>objective {} → {}</figcaption>
                </figure>""", WIDTH, HEIGHT, path, end[0], end[1], brief(first.objective()), brief(last.objective()));
    }

    private static String place(TracePoint point, List<TracePoint> points) {
        double top = points.stream().mapToDouble(TracePoint::objective).max().orElse(1);
        double bottom = Math.min(
                0, points.stream().mapToDouble(TracePoint::objective).min().orElse(0));
        int start = points.get(0).step();
        int end = Math.max(start + 1, points.get(points.size() - 1).step());
        double x = MARGIN + (WIDTH - 2 * MARGIN) * (point.step() - start) / (end - start);
        double height = top > bottom ? (point.objective() - bottom) / (top - bottom) : 0;
        double y = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * height;
        return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
    }

    private static String brief(double value) {
        return Numbers.decimal(value, Math.abs(value) < 10 ? 2 : 1);
    }
}
