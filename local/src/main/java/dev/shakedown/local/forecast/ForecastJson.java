package dev.shakedown.local.forecast;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.local.simulation.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Forecasts for programs: all times in seconds. */
public final class ForecastJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int[] PERCENTS = {5, 50, 95};

    private static final Map<String, ToDoubleFunction<Outcome>> FIGURES = new LinkedHashMap<>();

    static {
        FIGURES.put("makespan", Outcome::makespan);
        FIGURES.put("workerSeconds", Outcome::workerSeconds);
        FIGURES.put("gpuSeconds", Outcome::gpuSeconds);
        FIGURES.put("cost", Outcome::cost);
        FIGURES.put("utilisation", Outcome::utilisation);
        FIGURES.put("mostWorkers", Outcome::mostWorkers);
        FIGURES.put("mostLag", Outcome::mostLag);
        FIGURES.put("interruptions", Outcome::interruptions);
        FIGURES.put("stepsLost", Outcome::stepsLost);
        FIGURES.put("jobsRedone", Outcome::jobsRedone);
        FIGURES.put("jobsGivenUp", Outcome::jobsGivenUp);
        FIGURES.put("legs", Outcome::legs);
        FIGURES.put("rebalances", Outcome::rebalances);
    }

    private ForecastJson() {}

    /** A list with an object for each forecast, in lines. */
    public static String text(List<Forecast> forecasts) {
        ArrayNode list = JSON.createArrayNode();
        forecasts.forEach(forecast -> list.add(object(forecast)));
        return list.toPrettyString();
    }

    private static ObjectNode object(Forecast forecast) {
        ObjectNode object = JSON.createObjectNode();
        object.put("name", forecast.name());
        object.put("jobs", forecast.scenario().jobs());
        object.put("steps", forecast.scenario().steps());
        object.put("runs", forecast.outcomes().size());
        object.put("incomplete", forecast.incomplete());
        FIGURES.forEach((name, figure) -> {
            ObjectNode values = object.putObject(name);
            values.put("mean", forecast.mean(figure));
            for (int percent : PERCENTS) {
                values.put("p" + percent, forecast.percentile(percent, figure));
            }
        });
        ArrayNode timeline = object.putArray("timeline");
        forecast.median()
                .timeline()
                .samples()
                .forEach(sample -> timeline.addObject()
                        .put("time", sample.time())
                        .put("workers", sample.workers())
                        .put("nodes", sample.nodes())
                        .put("lag", sample.lag()));
        return object;
    }
}
