package dev.shakedown.contract.job;

import java.util.regex.Pattern;

/**
 * A number of {@code furtherMetrics}, beyond those that every evaluation has.
 *
 * @param metric {@code psnr-y} or {@code ssim-y}, of the luma of ITU-R BT.601 in [16, 235]; or {@code jpeg-Q-psnr},
 *     {@code jpeg-Q-ssim} or {@code jpeg-Q-ncc}, for which the network's input was first saved as a JPEG of quality Q
 * @param image which image: {@code blurred}, {@code clean} or {@code attacked}
 * @param reference what it is held against: {@code sharp}, {@code target} or {@code clean}
 * @param value PSNR in dB, infinite for equal images; SSIM and NCC in [-1,1]; NaN where it is not defined
 */
public record FurtherMetric(String metric, String image, String reference, double value) {

    /** PSNR of luma. */
    public static final String PSNR_Y = "psnr-y";

    /** SSIM of luma. */
    public static final String SSIM_Y = "ssim-y";

    /** What the metrics of JPEG copies begin with; the quality follows. */
    public static final String JPEG = "jpeg-";

    /** What a campaign may ask for. */
    public static final Pattern REQUESTS = Pattern.compile("psnr-y|ssim-y|jpeg-([1-9][0-9]?|100)");
}
