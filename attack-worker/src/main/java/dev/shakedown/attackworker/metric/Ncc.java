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

    static double of(ClampedImage a, ClampedImage b) {
        if (a.isConstant() || b.isConstant()) {
            // The rounded mean need not be the constant, so the norm below need not be exactly 0.
            return Double.NaN;
        }
        double inner = 0;
        for (int i = 0; i < a.size(); i++) {
            inner += (a.at(i) - a.mean()) * (b.at(i) - b.mean());
        }
        double ncc = inner / (Math.sqrt(a.squares()) * Math.sqrt(b.squares()));
        return Math.min(1, Math.max(-1, ncc));
    }
}
