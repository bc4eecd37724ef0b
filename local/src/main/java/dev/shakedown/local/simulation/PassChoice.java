package dev.shakedown.local.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many images a worker has on their way for one network and size: given, or found by trying 1, 2, 4, … as the
 * worker's planner does, each for four steps, larger ones while they are faster by 3 % for each image.
 */
final class PassChoice {

    private static final int STEPS_TO_TRY = 4;
    private static final double IMPROVEMENT = 0.03;

    private final PassTimes times;
    private final Deque<Integer> untried = new ArrayDeque<>();
    private final Map<Integer, Double> tried = new TreeMap<>();
    private int stepsTried;

    private PassChoice(PassTimes times) {
        this.times = times;
    }

    /** Tries passes of up to {@code slots} images. */
    static PassChoice measuring(PassTimes times, int slots) {
        PassChoice choice = new PassChoice(times);
        for (int rows = 1; rows <= slots; rows *= 2) {
            choice.untried.add(rows);
        }
        return choice;
    }

    /** Always passes of so many images. */
    static PassChoice fixed(PassTimes times, int rows) {
        PassChoice choice = new PassChoice(times);
        choice.tried.put(rows, perImage(times, rows));
        return choice;
    }

    /** How many images a step should have. */
    int wanted() {
        return untried.isEmpty() ? best(Integer.MAX_VALUE) : untried.getFirst();
    }

    /** Seconds of a step with so many images. */
    double stepSeconds(int rows) {
        return times.step(rows, isTrying(rows) ? untried.getFirst() : best(rows));
    }

    /** After how many such steps at most it may choose otherwise. */
    int stepsUntilNews(int rows) {
        return isTrying(rows) ? STEPS_TO_TRY - stepsTried : Integer.MAX_VALUE;
    }

    /** Notes that steps were made. */
    void took(int rows, int steps) {
        if (!isTrying(rows)) {
            return;
        }
        stepsTried += steps;
        if (stepsTried < STEPS_TO_TRY) {
            return;
        }
        stepsTried = 0;
        int capacity = untried.removeFirst();
        double before =
                tried.values().stream().mapToDouble(Double::doubleValue).min().orElse(Double.POSITIVE_INFINITY);
        double own = perImage(times, capacity);
        tried.put(capacity, own);
        if (capacity > 1 && own >= before * (1 - IMPROVEMENT)) {
            untried.clear();
        }
    }

    private boolean isTrying(int rows) {
        return !untried.isEmpty() && rows >= untried.getFirst() && rows % untried.getFirst() == 0;
    }

    private int best(int rows) {
        return tried.entrySet().stream()
                .filter(entry -> entry.getKey() <= rows)
                .min(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(1);
    }

    private static double perImage(PassTimes times, int rows) {
        return times.pass(rows) / rows;
    }
}
