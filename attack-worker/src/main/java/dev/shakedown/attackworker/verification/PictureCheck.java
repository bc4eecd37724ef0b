package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.input.UnusableFileException;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;

/** The stored pictures against what they show. */
final class PictureCheck {

    private final Evidence evidence;
    private final Comparisons.Section section;

    PictureCheck(Evidence evidence, Comparisons.Section section) {
        this.evidence = evidence;
        this.section = section;
    }

    /** A picture of a stored array: the very levels. */
    void ofArray(ArtifactKind kind, PlanarImage array) {
        compare(kind, EightBit.round(array), 0);
    }

    /** A picture of a network's output, clamped: a level off where rounding decides. */
    void ofOutput(ArtifactKind kind, PlanarImage output) {
        compare(kind, output, Tolerances.PICTURE);
    }

    /** A picture of a recomputed target. */
    void ofTarget(PlanarImage target) {
        compare(ArtifactKind.TARGET_PICTURE, target, 0.5 / 255 + Tolerances.BLURRED);
    }

    private void compare(ArtifactKind kind, PlanarImage image, double limit) {
        if (!evidence.has(kind)) {
            return; // Its hash mismatches, or the campaign does not keep it.
        }
        try {
            PlanarImage picture = evidence.picture(kind);
            if (picture.sameSizeAs(image)) {
                section.bound(
                        "max |" + kind.wireName() + " - what it shows|", ImageNorms.maxClamped(image, picture), limit);
            } else {
                section.same("size of " + kind.wireName(), picture.toString(), image.toString());
            }
        } catch (UnusableFileException e) {
            // In the comparisons.
        }
    }
}
