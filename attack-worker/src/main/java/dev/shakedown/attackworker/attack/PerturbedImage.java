package dev.shakedown.attackworker.attack;

import dev.shakedown.imaging.image.PlanarImage;

/** Puts a perturbation on an image. */
public final class PerturbedImage {

    private PerturbedImage() {}

    /** y + delta in float32, not clamped: the very numbers that the network is given. */
    public static PlanarImage add(PlanarImage y, PlanarImage delta) {
        float[] base = y.values();
        float[] change = delta.values();
        float[] sum = new float[base.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = base[i] + change[i];
        }
        return PlanarImage.of(y.height(), y.width(), sum);
    }
}
