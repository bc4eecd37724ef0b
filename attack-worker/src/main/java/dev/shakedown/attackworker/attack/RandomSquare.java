package dev.shakedown.attackworker.attack;

import dev.shakedown.attackworker.attack.StartingPoint.DerivedSeeds;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * A square of pixels that a search proposes to set to the bounds of its budget (Square Attack; Andriushchenko, Croce,
 * Flammarion and Hein, ECCV 2020, algorithms 1 and 2). It follows from the attack's seed, the search and the update's
 * number alone.
 *
 * <p>Its share of the pixels is {@link #FIRST_SHARE} at first, and is halved after 0.1, 0.5, 2, 5, 10, 20, 40, 60 and
 * 80 % of the steps, as in the authors' code.
 *
 * @param top its first row, from 0
 * @param left its first column, from 0
 * @param side in pixels, 1 or more; 0 for none
 * @param signs bit c is 1 where channel c goes up to its bound, 0 where it goes down
 */
record RandomSquare(int top, int left, int side, int signs) {

    static final RandomSquare NONE = new RandomSquare(0, 0, 0, 0);

    private static final double FIRST_SHARE = 0.8;
    private static final int PARTS = 10_000;
    private static final int[] HALVED_AFTER = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};
    private static final int COLOURS = 8;

    /**
     * Draws a square.
     *
     * @param restart which of the attack's searches, from 0
     * @param update from 1
     */
    static RandomSquare draw(Attack attack, int restart, int update) {
        int height = attack.blurred().height();
        int width = attack.blurred().width();
        int side = side(height, width, update, attack.spec().steps());
        SplittableRandom random = DerivedSeeds.ofSquare(attack.seed(), restart, update);
        int top = random.nextInt(height - side + 1);
        int left = random.nextInt(width - side + 1);
        int signs = attack.spec().onlyGrey() ? (COLOURS - 1) * random.nextInt(2) : random.nextInt(COLOURS);
        return new RandomSquare(top, left, side, signs);
    }

    private static int side(int height, int width, int update, int steps) {
        long part = (long) update * PARTS / steps;
        double share = FIRST_SHARE;
        for (int threshold : HALVED_AFTER) {
            share = part > threshold ? share / 2 : share;
        }
        long side = Math.round(Math.sqrt(share * height * width));
        return (int) Math.max(1, Math.min(side, Math.min(height, width)));
    }

    /** As the functions' source has them. */
    LongStream numbers() {
        return LongStream.of(top, left, side, signs);
    }
}
