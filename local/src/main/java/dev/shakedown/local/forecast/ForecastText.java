package dev.shakedown.local.forecast;

import dev.shakedown.local.simulation.Outcome;
import dev.shakedown.local.table.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Forecasts for people, a line each. */
public final class ForecastText {

    private static final int POINTS = 11;
    private static final double SECONDS_AN_HOUR = 3600;

    private ForecastText() {}

    /** Lines of a table, and what is to be said of it. */
    public static List<String> lines(List<Forecast> forecasts) {
        List<String> lines = new ArrayList<>();
        Forecast first = forecasts.get(0);
        lines.add("%d jobs, %d steps, %d partitions"
                .formatted(
                        first.scenario().jobs(),
                        first.scenario().steps(),
                        first.scenario().partitions()));
        TextTable table = new TextTable(List.of(
                TextTable.Column.words("scenario"),
                TextTable.Column.numbers("makespan"),
                TextTable.Column.numbers("worker h"),
                TextTable.Column.numbers("GPU h"),
                TextTable.Column.numbers("cost"),
                TextTable.Column.numbers("utilised"),
                TextTable.Column.numbers("most workers"),
                TextTable.Column.numbers("max lag"),
                TextTable.Column.numbers("interrupted"),
                TextTable.Column.numbers("steps lost"),
                TextTable.Column.numbers("jobs redone"),
                TextTable.Column.numbers("given up")));
        forecasts.forEach(forecast -> table.add(cells(forecast)));
        lines.addAll(table.lines());
        for (Forecast forecast : forecasts) {
            lines.addAll(remarks(forecast, forecasts.size() > 1));
        }
        return lines;
    }

    private static List<String> cells(Forecast forecast) {
        return List.of(
                forecast.name(),
                duration(middle(forecast, Outcome::makespan)),
                decimal(middle(forecast, Outcome::workerSeconds) / SECONDS_AN_HOUR, 2),
                decimal(middle(forecast, Outcome::gpuSeconds) / SECONDS_AN_HOUR, 2),
                decimal(middle(forecast, Outcome::cost), 2),
                decimal(100 * middle(forecast, Outcome::utilisation), 0) + " %",
                decimal(middle(forecast, Outcome::mostWorkers), 0),
                decimal(middle(forecast, Outcome::mostLag), 0),
                decimal(middle(forecast, Outcome::interruptions), 0),
                decimal(middle(forecast, Outcome::stepsLost), 0),
                decimal(middle(forecast, Outcome::jobsRedone), 0),
                decimal(middle(forecast, Outcome::jobsGivenUp), 0));
    }

    private static List<String> remarks(Forecast forecast, boolean named) {
        List<String> lines = new ArrayList<>();
        String prefix = named ? forecast.name() + ": " : "";
        if (forecast.incomplete() > 0) {
            lines.add("%snot all jobs end within %s in %d of %d runs; the figures are those until then"
                    .formatted(
                            prefix,
                            duration(forecast.scenario().horizon()),
                            forecast.incomplete(),
                            forecast.outcomes().size()));
        }
        if (forecast.outcomes().size() > 1) {
            lines.add(
                    "%sover %d seeds, 5 %% to 95 %%: makespan %s to %s, cost %s to %s, steps lost %s to %s; medians above"
                            .formatted(
                                    prefix,
                                    forecast.outcomes().size(),
                                    duration(forecast.percentile(5, Outcome::makespan)),
                                    duration(forecast.percentile(95, Outcome::makespan)),
                                    decimal(forecast.percentile(5, Outcome::cost), 2),
                                    decimal(forecast.percentile(95, Outcome::cost), 2),
                                    decimal(forecast.percentile(5, Outcome::stepsLost), 0),
                                    decimal(forecast.percentile(95, Outcome::stepsLost), 0)));
        }
        lines.add(prefix + "workers at each tenth of the makespan: "
                + forecast.workersOverTime(POINTS).stream().map(String::valueOf).collect(Collectors.joining(" ")));
        return lines;
    }

    private static double middle(Forecast forecast, ToDoubleFunction<Outcome> figure) {
        return forecast.percentile(50, figure);
    }

    private static String decimal(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Such as 40.0 s, 12:05 min, 3:20 h. */
    static String duration(double seconds) {
        if (seconds < 120) {
            return decimal(seconds, 1) + " s";
        }
        long whole = Math.round(seconds);
        return whole < 7200
                ? "%d:%02d min".formatted(whole / 60, whole % 60)
                : "%d:%02d h".formatted(Math.round(seconds / 60) / 60, Math.round(seconds / 60) % 60);
    }
}
