package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.attack.Distances;
import dev.shakedown.attackworker.attack.KernelBall;
import dev.shakedown.attackworker.input.BlurredSource;
import dev.shakedown.attackworker.input.RequestFiles.UnusableFileException;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images that a perturbation is put on: the job's own with y and b as they are stored, and a universal
 * perturbation's companions, whose y is not stored and is recomputed. Mismatches and missing files are recorded.
 */
final class AttackedImages {

    private static final String OWN = "";

    private final AttackRequest request;
    private final Evidence evidence;
    private final Comparisons comparisons;
    private final Comparisons.Section section;
    private final Map<String, AttackedImage> images = new LinkedHashMap<>();

    AttackedImages(AttackRequest request, Evidence evidence, PlanarImage y, Comparisons comparisons)
            throws InterruptedException {
        this.request = request;
        this.evidence = evidence;
        this.comparisons = comparisons;
        this.section = comparisons.section("");
        add(OWN, () -> own(y));
        if (images.containsKey(OWN)) {
            PlanarImage weights = images.get(OWN).weights();
            for (ImageSource companion : request.companions()) {
                add(companion.name(), () -> companion(companion, y, weights));
            }
        }
    }

    /** The job's own image if no name is given; empty if what it consists of is not there. */
    Optional<AttackedImage> of(@Nullable String companion) {
        return Optional.ofNullable(images.get(companion == null ? OWN : companion));
    }

    /** All of them; the job's own has an empty name. */
    Map<String, AttackedImage> all() {
        return images;
    }

    private interface Making {
        AttackedImage make() throws UnusableFileException, InterruptedException;
    }

    private void add(String name, Making making) throws InterruptedException {
        String what = name.equals(OWN) ? "y" : "companion " + name;
        try {
            images.put(name, making.make());
        } catch (UnusableFileException e) {
            section.unverified(what + ": no good " + e.getMessage() + " is stored");
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            section.check(false, what, "stored", "the request cannot be fulfilled: " + e.getMessage(), "");
        }
    }

    private AttackedImage own(PlanarImage y) throws UnusableFileException, InterruptedException {
        BlurredSource blurred = BlurredSource.of(request.source(), request.blur(), evidence);
        if (isBlurred(y, blurred, section)) {
            comparisons.blurredBitForBit();
        }
        BlurKernel kernel = blurred.kernel();
        if (kernel != null) {
            DoubleArray stored = evidence.kernel(ArtifactKind.KERNEL);
            check(stored, kernel, section);
            kernel = BlurKernel.of(stored.shape().side(0), stored.toDoubles());
        }
        Mask mask = request.attack().distance().mask();
        BlurKernel told = kernel != null && request.attack().perturbsKernel() ? told(kernel) : null;
        return image(y, kernel, told, blurred, mask == null ? null : blurred.weights(mask, evidence));
    }

    /** b' as it is stored, within its budget about b as it is stored. */
    private BlurKernel told(BlurKernel kernel) throws UnusableFileException {
        DoubleArray stored = evidence.kernel(ArtifactKind.TOLD_KERNEL);
        int side = stored.shape().side(0);
        section.same("size of the told kernel", side + "x" + side, kernel.size() + "x" + kernel.size());
        double sum = 0;
        double least = 0;
        for (double weight : stored.toDoubles()) {
            sum += weight;
            least = Math.min(least, weight);
        }
        section.bound("|sum of the told kernel - 1|", Math.abs(sum - 1), Tolerances.SUM);
        section.bound("negative weights of the told kernel", -least, 0);
        BlurKernel told = BlurKernel.of(side, stored.toDoubles());
        if (side != kernel.size()) {
            throw new IllegalArgumentException("the told kernel has another size than the kernel");
        }
        KernelBall ball = KernelBall.of(kernel, request.attack());
        section.bound("||told kernel - kernel||, " + word(ball.norm()), ball.distance(told), ball.limit());
        return told;
    }

    private static String word(Norm norm) {
        return norm == Norm.L2 ? "l2" : "max norm";
    }

    private AttackedImage companion(ImageSource source, PlanarImage own, @Nullable PlanarImage weights)
            throws UnusableFileException, InterruptedException {
        BlurredSource blurred = BlurredSource.of(source, request.blur(), evidence);
        return image(requireSize(blurred.blurred(), own), blurred.kernel(), null, blurred, weights);
    }

    private AttackedImage image(
            PlanarImage y,
            @Nullable BlurKernel kernel,
            @Nullable BlurKernel told,
            BlurredSource blurred,
            @Nullable PlanarImage weights)
            throws UnusableFileException, InterruptedException {
        PlanarImage sharp = blurred.sharp();
        PlanarImage target = blurred.target(request.attack().objective(), evidence);
        return new AttackedImage(
                y,
                kernel,
                told,
                sharp == null ? null : requireSize(sharp, y),
                target == null ? null : requireSize(target, y),
                weights == null ? null : requireSize(weights, y));
    }

    private static PlanarImage requireSize(PlanarImage image, PlanarImage y) {
        if (!image.sameSizeAs(y)) {
            throw new IllegalArgumentException(image + ": must be of the size of " + y);
        }
        return image;
    }

    /**
     * Compares the stored y with the recomputed one. Where it is rounded, the stored values are levels of 8 bits, each
     * the nearest to the value before rounding: a difference in the last bits cannot turn into a whole level unnoticed,
     * nor into a failure.
     *
     * @return whether every bit is the same
     */
    private static boolean isBlurred(PlanarImage stored, BlurredSource source, Comparisons.Section section) {
        if (!stored.sameSizeAs(source.unrounded())) {
            section.same("size of y", stored.toString(), source.unrounded().toString());
            return false;
        }
        if (source.rounded()) {
            section.bound("y off the levels of 8 bits", Distances.max(stored, EightBit.round(stored)), 0);
            section.bound(
                    "max |y - recomputed blur|",
                    Distances.maxClamped(source.unrounded(), stored),
                    0.5 / 255 + Tolerances.BLURRED);
        } else {
            section.bound("max |y - recomputed blur|", Distances.max(stored, source.unrounded()), Tolerances.BLURRED);
        }
        return stored.equals(source.blurred());
    }

    private static void check(DoubleArray stored, BlurKernel recomputed, Comparisons.Section section) {
        String size = recomputed.size() + "x" + recomputed.size();
        section.same(
                "size of the kernel",
                stored.shape().side(0) + "x" + stored.shape().side(1),
                size);
        double[] weights = recomputed.weights();
        double largest = 0;
        for (int i = 0; i < weights.length && stored.shape().elements() == weights.length; i++) {
            largest = Math.max(largest, Math.abs(stored.at(i) - weights[i]));
        }
        section.bound("max |b - recomputed kernel|", largest, Tolerances.KERNEL);
    }
}
