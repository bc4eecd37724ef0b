package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.blur.BlurOperator;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.attackworker.blur.GaussianNoise;
import dev.shakedown.attackworker.blur.KernelSynthesis;
import dev.shakedown.attackworker.edit.PatchedTarget;
import dev.shakedown.attackworker.edit.RegionEdit;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A source as the request says that it comes to be blurred, made anew.
 *
 * @param unrounded y before it is rounded to 8 bits
 * @param rounded whether it is rounded
 * @param kernel b, where it is known
 * @param whole x, where it is known
 * @param crop how x becomes an image of y's size
 */
record Exposure(
        PlanarImage unrounded,
        boolean rounded,
        @Nullable BlurKernel kernel,
        @Nullable PlanarImage whole,
        Crop crop) {

    /** Cuts an image of x's size to what y shows. */
    private interface Crop {
        PlanarImage of(PlanarImage image);
    }

    /**
     * Makes it.
     *
     * @throws IllegalArgumentException if the request makes no sense
     */
    static Exposure of(ImageSource source, @Nullable BlurSpec blur, Evidence evidence) throws MissingEvidenceException {
        if (source instanceof ImageSource.Blurred arrived) {
            KernelSpec kernel = arrived.kernel();
            return new Exposure(
                    evidence.image(arrived.blurred()),
                    false,
                    kernel == null ? null : KernelSynthesis.of(kernel, uploads(kernel, evidence)),
                    arrived.sharp() == null ? null : evidence.image(arrived.sharp()),
                    image -> image);
        }
        if (blur == null) {
            throw new IllegalArgumentException("blur: missing: a sharp image needs one");
        }
        PlanarImage sharp = evidence.image(((ImageSource.Sharp) source).sharp());
        BlurOperator operator = BlurOperator.of(blur.model(), uploads(blur.model(), evidence));
        return new Exposure(
                GaussianNoise.add(operator.blur(sharp, blur.boundary()), blur.noise()),
                blur.roundTo8Bit(),
                operator.centralKernel(sharp.width(), sharp.height()),
                sharp,
                image -> BlurSynthesis.matchingSharp(image, operator, blur.boundary()));
    }

    /** y. */
    PlanarImage blurred() {
        return rounded ? EightBit.round(unrounded) : unrounded;
    }

    /** x, of y's size, where it is known. */
    @Nullable
    PlanarImage sharp() {
        return whole == null ? null : crop.of(whole);
    }

    /** xTarget, of y's size, if the objective has one. */
    @Nullable
    PlanarImage target(Objective objective, Evidence evidence) throws MissingEvidenceException {
        if (objective instanceof Objective.Targeted targeted) {
            return crop.of(evidence.image(targeted.target()));
        }
        if (objective instanceof Objective.Localised edit) {
            if (whole == null) {
                throw new IllegalArgumentException("objective: localised: needs the sharp image, which is not known");
            }
            PlanarImage patch = edit.patch() instanceof Patch.Picture picture ? evidence.image(picture.image()) : null;
            return crop.of(PatchedTarget.of(whole, edit, patch));
        }
        return null;
    }

    /** w, of y's size. */
    PlanarImage weights(Mask mask, Evidence evidence) throws MissingEvidenceException {
        return crop.of(
                mask instanceof Mask.Region region
                        ? RegionEdit.weights(
                                whole == null ? unrounded : whole,
                                region.rectangle(),
                                region.inside(),
                                region.outside())
                        : evidence.image(((Mask.Picture) mask).image()));
    }

    private static KernelSynthesis.StoredKernels uploads(BlurModel model, Evidence evidence)
            throws MissingEvidenceException {
        Map<String, byte[]> npy = new HashMap<>();
        for (KernelSpec.File file : KernelSynthesis.uploads(model).toList()) {
            npy.put(file.sha256(), evidence.upload(file.sha256()));
        }
        return sha256 -> Objects.requireNonNull(npy.get(sha256), sha256);
    }
}
