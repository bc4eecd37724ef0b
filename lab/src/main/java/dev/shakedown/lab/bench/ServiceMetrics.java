package dev.shakedown.lab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a service has counted since it started, in the names of its Prometheus page, labels included.
 *
 * @param values by name, such as {@code shakedown_step_seconds_sum}
 */
record ServiceMetrics(Map<String, Double> values) {

    static ServiceMetrics of(URI service) throws IOException {
        Map<String, Double> values = new HashMap<>();
        try (InputStream page = service.resolve("/q/metrics").toURL().openStream()) {
            new String(page.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int space = line.lastIndexOf(' ');
                        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
                    });
        }
        return new ServiceMetrics(Map.copyOf(values));
    }

    /** The sum of everything whose name begins so and, if it has labels, holds this one. */
    double sum(String name, String label) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name)
                        || entry.getKey().startsWith(name + "{")
                                && entry.getKey().contains(label))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
