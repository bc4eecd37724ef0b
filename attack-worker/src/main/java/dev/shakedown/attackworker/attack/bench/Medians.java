package dev.shakedown.attackworker.attack.bench;

import java.util.List;

/** The middle of measurements, which a few disturbed ones do not move. */
final class Medians {

    private Medians() {}

    static double of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
