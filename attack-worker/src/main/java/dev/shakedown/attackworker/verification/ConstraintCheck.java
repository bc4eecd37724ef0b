package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.imaging.image.PlanarImage;
import java.nio.FloatBuffer;

/**
 * The constraint on delta, in float32 as the attack has it: max |delta| at most epsilon, or the root mean square of
 * delta at most epsilon; with clipping, y + delta in [0,1] as far as y is. A mask weighs the distance and bounds
 * nothing.
 */
final class ConstraintCheck {

    private ConstraintCheck() {}

    static void norm(AttackSpec attack, double budget, PlanarImage delta, Comparisons.Section section) {
        double epsilon = (float) (budget / 255);
        if (attack.norm() == AttackSpec.Norm.L2) {
            double values = (double) PlanarImage.CHANNELS * delta.height() * delta.width();
            section.bound("root mean square of delta", ImageNorms.l2(delta) / Math.sqrt(values), epsilon);
        } else {
            section.bound("max |delta|", ImageNorms.max(delta), epsilon);
        }
    }

    /** For the job's own image and for each companion. */
    static void range(PlanarImage y, PlanarImage delta, String image, Comparisons.Section section) {
        FloatBuffer base = y.buffer();
        FloatBuffer change = delta.buffer();
        double outside = 0;
        while (base.hasRemaining()) {
            float before = base.get();
            float after = before + change.get();
            outside = Math.max(outside, Math.max(Math.min(0f, before) - after, after - Math.max(1f, before)));
        }
        section.bound("y + delta outside of [0, 1]" + image, outside, 0);
    }
}
