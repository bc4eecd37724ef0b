package dev.shakedown.attackworker.verification;

/**
 * How far what is recomputed may be from what is stored. The same machine gives the same bits in most things; another
 * processor, or another number of threads, takes float32 sums in another order.
 *
 * @param psnr in dB, at least 0
 */
public record Tolerances(double psnr) {

    /** Of y and of a recomputed target, on the scale of [0,1]. */
    static final double BLURRED = 1e-5;
    /** Of a kernel's weights, float64. */
    static final double KERNEL = 1e-12;
    /** Of the sum of a told kernel's weights, which is 1. */
    static final double SUM = 1e-6;
    /** Of NCC and SSIM. */
    static final double SIMILARITY = 1e-4;
    /** Of the Lipschitz quotient and the objective, relatively. */
    static final double RELATIVE = 1e-3;
    /** Of ||delta||2, relatively: a sum of the same numbers in float64. */
    static final double NORM = 1e-9;
    /** What one float32 addition near 1 can be off. */
    static final double ONE_ROUNDING = 0x1p-23;
    /** Root mean square by which a network's output may differ from run to run, on the scale of [0,1]. */
    static final double OUTPUT = 1e-6;
    /** How far a pixel of a stored output picture may be from the output: half a level, and what rounding decides. */
    static final double PICTURE = 0.5 / 255 + 1e-3;

    public Tolerances {
        if (!(psnr >= 0) || Double.isInfinite(psnr)) {
            throw new IllegalArgumentException("psnr: " + psnr + ": must be finite and at least 0, in dB");
        }
    }
}
