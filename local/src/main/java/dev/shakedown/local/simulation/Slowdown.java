package dev.shakedown.local.simulation;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How much longer everything takes on workers that share a machine, by how many of them compute at a time. Between two
 * known numbers it is interpolated; beyond the largest it grows in proportion.
 *
 * @param factors by busy workers; empty if each has a machine of its own, else with 1 for one
 */
public record Slowdown(NavigableMap<Integer, Double> factors) {

    /** Each worker has its own machine. */
    public static final Slowdown NONE = new Slowdown(new TreeMap<>());

    public Slowdown {
        factors.forEach((busy, factor) -> {
            Check.atLeast(1, "busy workers", busy);
            Check.positive("slowdown", factor);
        });
        factors = new TreeMap<>(factors);
    }

    boolean isNone() {
        return factors.isEmpty();
    }

    /** How much longer, if so many compute. */
    double factor(int busy) {
        return isNone() ? 1 : new PassTimes(withOne()).pass(Math.max(1, busy));
    }

    private NavigableMap<Integer, Double> withOne() {
        NavigableMap<Integer, Double> all = new TreeMap<>(factors);
        all.putIfAbsent(1, 1.0);
        return all;
    }
}
