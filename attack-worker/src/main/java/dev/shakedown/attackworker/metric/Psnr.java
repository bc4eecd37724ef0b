package dev.shakedown.attackworker.metric;

/**
 * Peak signal-to-noise ratio with peak 1: -10 log10(MSE), where MSE is one mean over all pixels and channels of the
 * squared difference. In dB; infinite if the images are equal after clamping to [0,1], NaN if either has a NaN.
 */
final class Psnr {

    private Psnr() {}

    static double of(ClampedImage a, ClampedImage b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            double difference = a.at(i) - b.at(i);
            sum += difference * difference;
        }
        return -10 * StrictMath.log10(sum / a.size());
    }
}
