package dev.shakedown.models.check;

import java.util.Arrays;
import java.util.List;

/**
 * A blur to try networks on.
 *
 * @param name human-readable
 * @param side of the kernel in pixels, odd
 * @param weights row by row, of sum 1, for a true convolution
 */
record TrialBlur(String name, int side, double[] weights) {

    /** Leaves a picture as it is. */
    static final TrialBlur NONE = new TrialBlur("no blur", 1, new double[] {1});

    /** As of a sign that passes a camera. */
    static final TrialBlur MOTION = motion(9);

    /** As of a hand-held camera: a bent path, first slow, then fast, so that the kernel is not symmetric. */
    static final TrialBlur SHAKE = shake(13);

    /** Those that restorations are measured on. */
    static final List<TrialBlur> ALL = List.of(MOTION, SHAKE);

    private static TrialBlur motion(int side) {
        double[] weights = new double[side * side];
        Arrays.fill(weights, side / 2 * side, (side / 2 + 1) * side, 1.0 / side);
        return new TrialBlur("horizontal motion of " + side + " pixels", side, weights);
    }

    private static TrialBlur shake(int side) {
        int points = 200;
        double[] across = new double[points];
        double[] down = new double[points];
        for (int i = 0; i < points; i++) {
            double t = Math.pow((i + 0.5) / points, 1.6);
            across[i] = 8 * t;
            down[i] = 14 * (t - 0.35) * (t - 0.35);
        }
        double middleAcross = Arrays.stream(across).average().orElseThrow();
        double middleDown = Arrays.stream(down).average().orElseThrow();
        double[] weights = new double[side * side];
        for (int i = 0; i < points; i++) {
            double column = side / 2 + across[i] - middleAcross;
            double row = side / 2 + down[i] - middleDown;
            for (int corner = 0; corner < 4; corner++) {
                int c = (int) column + corner % 2;
                int r = (int) row + corner / 2;
                weights[r * side + c] += (1 - Math.abs(column - c)) * (1 - Math.abs(row - r)) / points;
            }
        }
        return new TrialBlur("a camera shake in " + side + "x" + side + " pixels", side, weights);
    }

    /** The kernel turned by 180 degrees: that of the correlation with this one. */
    TrialBlur flipped() {
        double[] turned = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            turned[i] = weights[weights.length - 1 - i];
        }
        return new TrialBlur(name + ", its kernel turned by 180 degrees", side, turned);
    }
}
