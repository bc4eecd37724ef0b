package dev.shakedown.imaging.kernel;

/**
 * An isotropic Gaussian, sampled at pixel centres: b(r, c) proportional to exp(-(r^2 + c^2) / (2 sigma^2)) with r and c
 * counted from the centre pixel. The same as MATLAB's {@code fspecial('gaussian', size, sigma)}, except that weights
 * below its threshold stay.
 */
public final class GaussianKernel {

    private GaussianKernel() {}

    /**
     * The kernel of the given standard deviation.
     *
     * @param size side in pixels, odd, {@value BlurKernel#MIN_SIZE} to {@value BlurKernel#MAX_SIZE}
     * @param sigma standard deviation in pixels, finite and above 0; the kernel cuts off what lies outside
     * @throws IllegalArgumentException outside these ranges
     */
    public static BlurKernel of(int size, double sigma) {
        BlurKernel.checkSize(size);
        if (!fits(sigma)) {
            throw new IllegalArgumentException("sigma must be finite and above 0: " + sigma);
        }
        int radius = size / 2;
        double[] profile = new double[size];
        for (int i = 0; i < size; i++) {
            double distance = (i - radius) / sigma;
            profile[i] = StrictMath.exp(-distance * distance / 2);
        }
        double[] weights = new double[size * size];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = profile[i / size] * profile[i % size];
        }
        return BlurKernel.of(size, weights);
    }

    /** Whether a kernel can have this standard deviation. */
    public static boolean fits(double sigma) {
        return sigma > 0 && Double.isFinite(sigma);
    }
}
