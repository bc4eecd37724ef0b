package dev.shakedown.resultstore.measurement;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A number of a measurement; columns of {@code judged_result} have the same names. */
public enum Metric {
    DAMAGE,
    CLEAN_TO_SHARP_PSNR,
    CLEAN_TO_SHARP_SSIM,
    ATTACKED_TO_SHARP_PSNR,
    ATTACKED_TO_SHARP_NCC,
    ATTACKED_TO_SHARP_SSIM,
    EIGHT_BIT_TO_SHARP_PSNR,
    ATTACKED_TO_TARGET_PSNR,
    ATTACKED_TO_TARGET_NCC,
    ATTACKED_TO_TARGET_SSIM,
    ATTACKED_TO_CLEAN_PSNR,
    ATTACKED_TO_CLEAN_SSIM,
    LIPSCHITZ;

    /** The metric of that name. */
    public static Optional<Metric> of(String column) {
        return Arrays.stream(values())
                .filter(metric -> metric.column().equals(column))
                .findFirst();
    }

    /** Its name in SQL and in requests. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
