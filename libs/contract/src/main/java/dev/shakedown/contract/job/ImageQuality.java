package dev.shakedown.contract.job;

/**
 * How like two images are, both clamped to [0,1].
 *
 * @param psnr peak signal-to-noise ratio in dB, one mean over all pixels and channels, peak 1; infinite if they are
 *     equal
 * @param ncc normalised cross-correlation in [-1,1] after each image's one global mean is subtracted; NaN if either is
 *     constant
 * @param ssim structural similarity, Gaussian window of sigma 1.5, data range 1, mean over channels
 */
public record ImageQuality(double psnr, double ncc, double ssim) {}
