package dev.shakedown.cli.report;

import dev.shakedown.contract.job.ImageQuality;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. What there is no number for is a dash. */
final class Numbers {

    static final String NOTHING = "\u2013";
    private static final String MINUS = "\u2212";

    private Numbers() {}

    static String psnr(@Nullable ImageQuality quality) {
        return quality == null ? NOTHING : decimal(quality.psnr(), 2);
    }

    static String ncc(@Nullable ImageQuality quality) {
        return quality == null ? NOTHING : decimal(quality.ncc(), 2);
    }

    static String decimal(double value, int digits) {
        if (Double.isNaN(value)) {
            return NOTHING;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "\u221e" : MINUS + "\u221e";
        }
        return String.format(Locale.ROOT, "%." + digits + "f", value).replace("-", MINUS);
    }
}
