package dev.shakedown.attackworker.metric;

/**
 * Normalised cross-correlation of the mean-free images: with a' = a - mean(a), one global mean over all RGB values, and
 * b' likewise,
 *
 * <p>NCC = &lt;a', b'&gt; / (||a'|| ||b'||)
 *
 * <p>This is Pearson's correlation coefficient. J. P. Lewis, "Fast normalized cross-correlation", 1995, at zero shift.
 * In [-1,1]; NaN if either image is constant after clamping to [0,1] or has a NaN.
 */
final class Ncc {

    private Ncc() {}

    static double of(double[] a, double[] b) {
        if (isConstant(a) || isConstant(b)) {
            // The rounded mean need not be the constant, so the norm below need not be exactly 0.
            return Double.NaN;
        }
        double meanA = mean(a);
        double meanB = mean(b);
        double inner = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            double centredA = a[i] - meanA;
            double centredB = b[i] - meanB;
            inner += centredA * centredB;
            squaresA += centredA * centredA;
            squaresB += centredB * centredB;
        }
        double ncc = inner / (Math.sqrt(squaresA) * Math.sqrt(squaresB));
        return Math.min(1, Math.max(-1, ncc));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static boolean isConstant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }
}
