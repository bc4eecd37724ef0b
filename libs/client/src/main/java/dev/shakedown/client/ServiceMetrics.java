package dev.shakedown.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a service has counted since it started, in the names of its Prometheus page, labels included.
 *
 * @param values by name, such as {@code shakedown_step_seconds_sum}
 */
public record ServiceMetrics(Map<String, Double> values) {

    public ServiceMetrics {
        values = Map.copyOf(values);
    }

    /** Asks a service. */
    public static ServiceMetrics of(URI service) {
        byte[] page =
                new HttpService(service, Optional.empty()).get("/q/metrics").body();
        Map<String, Double> values = new HashMap<>();
        new String(page, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                });
        return new ServiceMetrics(values);
    }

    /** The sum of everything whose name begins so and, if it has labels, holds this one. */
    public double sum(String name, String label) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name)
                        || entry.getKey().startsWith(name + "{")
                                && entry.getKey().contains(label))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
