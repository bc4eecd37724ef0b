package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;

/** The stored pictures against what they show. */
final class PictureCheck {

    private final Evidence evidence;
    private final Ledger.Page page;

    PictureCheck(Evidence evidence, Ledger.Page page) {
        this.evidence = evidence;
        this.page = page;
    }

    /** A picture of a stored array: the very levels. */
    void ofArray(ArtifactKind kind, PlanarImage array) {
        compare(kind, EightBit.round(array), 0);
    }

    /** A picture of a network's output, clamped: a level off where rounding decides. */
    void ofOutput(ArtifactKind kind, PlanarImage output) {
        compare(kind, output, Tolerances.PICTURE);
    }

    /** A picture of a target that is made anew. */
    void ofTarget(PlanarImage target) {
        compare(ArtifactKind.TARGET_PICTURE, target, 0.5 / 255 + Tolerances.BLURRED);
    }

    private void compare(ArtifactKind kind, PlanarImage image, double limit) {
        if (!evidence.has(kind)) {
            return; // Its hash has been found wrong, or nobody keeps it.
        }
        try {
            PlanarImage picture = evidence.picture(kind);
            if (picture.sameSizeAs(image)) {
                page.bound("max |" + kind.wireName() + " - what it shows|", Images.maxClamped(image, picture), limit);
            } else {
                page.same("size of " + kind.wireName(), picture.toString(), image.toString());
            }
        } catch (MissingEvidenceException e) {
            // In the ledger.
        }
    }
}
