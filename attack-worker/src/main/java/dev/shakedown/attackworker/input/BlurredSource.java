package dev.shakedown.attackworker.input;

import dev.shakedown.attackworker.blur.BlurOperator;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.attackworker.blur.KernelSynthesis;
import dev.shakedown.attackworker.edit.RegionEdit;
import dev.shakedown.attackworker.input.RequestFiles.UnusableFileException;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A request's source image, blurred as the request says, or as it arrived blurred.
 *
 * @param unrounded y before it is rounded to 8 bits
 * @param rounded whether y is rounded to 8 bits
 * @param kernel b; null if it is not known
 * @param whole x, uncropped; null if it is not known
 * @param crop cuts an image of x's size to the part that y shows
 */
public record BlurredSource(
        PlanarImage unrounded,
        boolean rounded,
        @Nullable BlurKernel kernel,
        @Nullable PlanarImage whole,
        UnaryOperator<PlanarImage> crop) {

    /**
     * Loads and blurs a source.
     *
     * @param blur the campaign's blur; not used if the source arrived blurred
     * @throws UnusableFileException if a file is missing or is not what the request says
     * @throws IllegalArgumentException if the request describes no valid blur
     */
    public static BlurredSource of(ImageSource source, @Nullable BlurSpec blur, RequestFiles files)
            throws UnusableFileException, InterruptedException {
        if (source instanceof ImageSource.Blurred arrived) {
            KernelSpec kernel = arrived.kernel();
            return new BlurredSource(
                    files.image(arrived.blurred()),
                    false,
                    kernel == null ? null : KernelSynthesis.of(kernel, kernels(kernel, files)),
                    arrived.sharp() == null ? null : files.image(arrived.sharp()),
                    image -> image);
        }
        if (blur == null) {
            throw new IllegalArgumentException("blur: missing: a sharp image needs one");
        }
        PlanarImage sharp = files.image(((ImageSource.Sharp) source).sharp());
        BlurOperator operator = BlurOperator.of(blur.model(), kernels(blur.model(), files));
        return new BlurredSource(
                BlurSynthesis.unrounded(sharp, operator, blur),
                blur.roundTo8Bit(),
                operator.centralKernel(sharp.width(), sharp.height()),
                sharp,
                image -> BlurSynthesis.matchingSharp(image, operator, blur.boundary()));
    }

    /** y. */
    public PlanarImage blurred() {
        return rounded ? EightBit.round(unrounded) : unrounded;
    }

    /** x, of y's size; null if it is not known. */
    public @Nullable PlanarImage sharp() {
        return whole == null ? null : crop.apply(whole);
    }

    /** xTarget, of y's size; null if the objective has none. */
    public @Nullable PlanarImage target(Objective objective, RequestFiles files)
            throws UnusableFileException, InterruptedException {
        if (objective instanceof Objective.Targeted targeted) {
            return crop.apply(files.image(targeted.target()));
        }
        if (objective instanceof Objective.Localised edit) {
            PlanarImage picture = edit.patch() instanceof Patch.Picture patch ? files.image(patch.image()) : null;
            return crop.apply(RegionEdit.target(requireSharp(), edit, picture));
        }
        return null;
    }

    /** The image that the attack's distance is measured from, of y's size; null for the clean output. */
    public @Nullable PlanarImage reference(Objective objective, RequestFiles files)
            throws UnusableFileException, InterruptedException {
        return objective.measuresFromTruth() ? crop.apply(requireSharp()) : target(objective, files);
    }

    /** w, of y's size. */
    public PlanarImage weights(Mask mask, RequestFiles files) throws UnusableFileException, InterruptedException {
        return crop.apply(
                mask instanceof Mask.Region region
                        ? RegionEdit.weights(
                                whole == null ? unrounded : whole,
                                region.rectangle(),
                                region.inside(),
                                region.outside())
                        : files.image(((Mask.Picture) mask).image()));
    }

    private PlanarImage requireSharp() {
        if (whole == null) {
            throw new IllegalArgumentException("objective: needs the sharp image, which is not known");
        }
        return whole;
    }

    private static KernelSynthesis.StoredKernels kernels(BlurModel model, RequestFiles files)
            throws UnusableFileException, InterruptedException {
        Map<String, byte[]> npy = new HashMap<>();
        for (KernelSpec.File file : KernelSynthesis.uploads(model).toList()) {
            npy.put(file.sha256(), files.bytes(file.sha256()));
        }
        return sha256 -> Objects.requireNonNull(npy.get(sha256), sha256);
    }
}
