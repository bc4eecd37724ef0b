package dev.shakedown.resultstore.measurement;

import org.jspecify.annotations.Nullable;

/**
 * Which of a campaign's jobs are meant: those for which everything holds that is given.
 *
 * @param campaignId the campaign
 * @param dataSet that the image is of
 * @param image the image's name in the campaign
 * @param network under attack
 * @param judge whose numbers are meant; null for each job's first one
 * @param objective {@code untargeted}, {@code targeted}, {@code localised} or {@code ground-truth}
 * @param attack the attack's name in the campaign
 * @param target the target image's name in the campaign
 * @param norm {@code linf} or {@code l2}
 * @param kernelSize side of the kernel in pixels
 * @param budget epsilon in 255ths
 * @param warning a code that is among the job's warnings
 */
public record Selection(
        String campaignId,
        @Nullable String dataSet,
        @Nullable String image,
        @Nullable String network,
        @Nullable String judge,
        @Nullable String objective,
        @Nullable String attack,
        @Nullable String target,
        @Nullable String norm,
        @Nullable Integer kernelSize,
        @Nullable Double budget,
        @Nullable String warning) {

    /** All jobs of a campaign. */
    public static Selection all(String campaignId) {
        return new Selection(campaignId, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Whether it leaves any job out. */
    public boolean isNarrow() {
        return !equals(all(campaignId));
    }
}
