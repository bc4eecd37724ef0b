package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.Optional;

/**
 * What every published perturbation must keep, checked on the float32 numbers in its file, by other code than that
 * which projects onto {@link FeasibleSet}.
 */
public final class Constraint {

    /** A mean of 0, as float32 values up to 1 have it; 1/40,000 of a level of 8 bits. */
    public static final double MEAN = 1e-7;

    private Constraint() {}

    /**
     * Says where a perturbation breaks its attack's constraint; empty if it keeps it.
     *
     * @param attack for its budget and norm, and for whether it clips
     * @param y the blurred image of the first view
     * @param delta the perturbation, of y's size
     */
    public static Optional<String> violation(Attack attack, PlanarImage y, PlanarImage delta) {
        if (delta.height() != y.height() || delta.width() != y.width()) {
            return Optional.of(
                    "delta is %dx%d, y is %dx%d".formatted(delta.width(), delta.height(), y.width(), y.height()));
        }
        Optional<String> violation =
                attack.spec().norm() == Norm.L2 ? outOfBall(attack, delta) : outOfBox(attack, delta);
        if (violation.isEmpty() && attack.spec().onlyGrey() && !isGrey(delta)) {
            return Optional.of("delta differs between the channels of a pixel, and the attack is grey");
        }
        if (violation.isEmpty() && attack.spec().onlyZeroMean() && !(greatestMean(delta) <= MEAN)) {
            return Optional.of("the mean of a channel of delta is " + greatestMean(delta) + ", and must be 0");
        }
        if (violation.isPresent() || !attack.spec().clip()) {
            return violation;
        }
        return attack.views().stream()
                .map(view -> view == attack.views().get(0) ? y : view.blurred())
                .flatMap(blurred -> outOfRange(blurred, delta).stream())
                .findFirst();
    }

    /** The greatest |mean| of a channel. */
    public static double greatestMean(PlanarImage delta) {
        int pixels = delta.height() * delta.width();
        double greatest = 0;
        for (int from = 0; from < PlanarImage.CHANNELS * pixels; from += pixels) {
            double sum = 0;
            for (int i = from; i < from + pixels; i++) {
                sum += delta.values()[i];
            }
            greatest = Math.max(greatest, Math.abs(sum / pixels));
        }
        return greatest;
    }

    /** The same of what an attack found. */
    public static Optional<String> violationOfKernel(AttackOutcome.Completed found) {
        return found.told() == null ? Optional.empty() : violation(KernelBall.of(found.attack()), found.told());
    }

    /** Says where the kernel that a network is told breaks its attack's constraint; empty if it keeps it. */
    public static Optional<String> violation(KernelBall ball, BlurKernel told) {
        if (told.size() != ball.centre().size()) {
            return Optional.of("b' is %1$dx%1$d, b is %2$dx%2$d"
                    .formatted(told.size(), ball.centre().size()));
        }
        return ball.holds(told)
                ? Optional.empty()
                : Optional.of("||b' - b|| is " + ball.distance(told) + ", above the radius " + ball.radius());
    }

    /** Whether all channels are the same, bit for bit. */
    public static boolean isGrey(PlanarImage delta) {
        float[] change = delta.values();
        int pixels = change.length / PlanarImage.CHANNELS;
        for (int i = 0; i < 2 * pixels; i++) {
            if (change[i] != change[pixels + i]) {
                return false;
            }
        }
        return true;
    }

    // Comparisons are negated, so that NaN is a violation, too.

    private static Optional<String> outOfBall(Attack attack, PlanarImage delta) {
        double norm = Distances.l2(delta);
        return !(norm <= attack.radius())
                ? Optional.of("||delta||2 is " + norm + ", above the radius " + attack.radius())
                : Optional.empty();
    }

    private static Optional<String> outOfBox(Attack attack, PlanarImage delta) {
        float[] change = delta.values();
        for (int i = 0; i < change.length; i++) {
            if (!(Math.abs(change[i]) <= attack.bound())) {
                return Optional.of(
                        "|delta| is " + Math.abs(change[i]) + " at value " + i + ", above epsilon = " + attack.bound());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> outOfRange(PlanarImage y, PlanarImage delta) {
        float[] base = y.values();
        float[] change = delta.values();
        for (int i = 0; i < change.length; i++) {
            float sum = base[i] + change[i];
            if (!(sum >= Math.min(0f, base[i]) && sum <= Math.max(1f, base[i]))) {
                return Optional.of(
                        "y + delta is " + sum + " at value " + i + ", further out of [0, 1] than y = " + base[i]);
            }
        }
        return Optional.empty();
    }
}
