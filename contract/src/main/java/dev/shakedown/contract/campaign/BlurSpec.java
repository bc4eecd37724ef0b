package dev.shakedown.contract.campaign;

/**
 * How a sharp image becomes a blurred one: y = x * b + n, then perhaps rounded as a file would.
 *
 * @param kernel b
 * @param boundary what lies beyond the edge
 * @param noise n
 * @param roundTo8Bit whether y is rounded to 255ths and clamped to [0,1], as a saved file would be
 */
public record BlurSpec(KernelSpec kernel, Boundary boundary, Noise noise, boolean roundTo8Bit) {

    /**
     * Independent Gaussian noise.
     *
     * @param sigma standard deviation on the scale of [0,1]; 0 for none
     * @param seed of the noise
     */
    public record Noise(double sigma, long seed) {}
}
