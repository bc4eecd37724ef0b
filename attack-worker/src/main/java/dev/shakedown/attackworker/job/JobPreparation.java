package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.View;
import dev.shakedown.attackworker.blur.BlurOperator;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.attackworker.blur.KernelSynthesis;
import dev.shakedown.attackworker.delivery.Delivered;
import dev.shakedown.attackworker.edit.PatchedTarget;
import dev.shakedown.attackworker.edit.RegionEdit;
import dev.shakedown.attackworker.job.UploadedFiles.MissingFileException;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns a request into an attack: fetches its images and kernels, and blurs. */
@ApplicationScoped
class JobPreparation {

    private final UploadedFiles files;

    JobPreparation(UploadedFiles files) {
        this.files = files;
    }

    /**
     * Prepares a job.
     *
     * @throws InterruptedException if the worker is stopped meanwhile
     */
    Preparation prepare(Delivered delivered) throws InterruptedException {
        Delivered.Resumption resumed = delivered.state();
        Instant started = resumed == null ? Instant.now() : resumed.started();
        try {
            return new Preparation.Ready(ready(delivered, started));
        } catch (MissingFileException e) {
            return failed("missing-file", e);
        } catch (UnusableFileException e) {
            return failed("unusable-file", e);
        } catch (IllegalArgumentException e) {
            // job-api lets no such request through; one that came another way ends here.
            return failed("invalid-request", e);
        }
    }

    private PreparedJob ready(Delivered delivered, Instant started)
            throws MissingFileException, UnusableFileException, InterruptedException {
        AttackRequest request = delivered.request();
        List<View> views = new ArrayList<>();
        Exposure first = expose(request.source(), request.blur());
        views.add(view(request, first));
        List<PreparedJob.Companion> companions = new ArrayList<>();
        for (ImageSource companion : request.companions()) {
            Exposure exposure = expose(companion, request.blur());
            views.add(view(request, exposure));
            companions.add(new PreparedJob.Companion(companion.name(), exposure.matching(exposure.sharp())));
        }
        Expectation expectation = request.attack().expectation();
        if (expectation != null) {
            for (KernelSpec kernel : expectation.kernels()) {
                views.add(view(request, expose(request.source(), with(request.blur(), kernel))));
            }
        }
        Mask mask = request.attack().distance().mask();
        Attack attack = new Attack(
                views,
                mask == null ? null : weights(mask, first),
                request.attack(),
                Attack.epsilonOf(request.budget()),
                request.seed());
        return new PreparedJob(delivered, attack, first.matching(first.sharp()), companions, started);
    }

    /**
     * A source as it is attacked.
     *
     * @param sharp x, whole, where it is known
     * @param operator B, how x was blurred; null if y arrived
     * @param blur what the campaign says of it; null if y arrived
     */
    private record Exposure(
            PlanarImage blurred,
            @Nullable BlurKernel kernel,
            @Nullable PlanarImage sharp,
            @Nullable BlurOperator operator,
            @Nullable BlurSpec blur) {

        /** The part of an image of x's size that y shows. */
        @Nullable
        PlanarImage matching(@Nullable PlanarImage image) {
            return image == null || blur == null || operator == null
                    ? image
                    : BlurSynthesis.matchingSharp(image, operator, blur.boundary());
        }
    }

    private Exposure expose(ImageSource source, @Nullable BlurSpec blur)
            throws MissingFileException, UnusableFileException, InterruptedException {
        if (source instanceof ImageSource.Blurred arrived) {
            PlanarImage sharp = arrived.sharp() == null ? null : image(arrived.sharp());
            BlurKernel kernel =
                    arrived.kernel() == null ? null : KernelSynthesis.of(arrived.kernel(), stored(arrived.kernel()));
            return new Exposure(image(arrived.blurred()), kernel, sharp, null, null);
        }
        if (blur == null) {
            throw new IllegalArgumentException("blur: missing: a sharp image needs one");
        }
        PlanarImage sharp = image(((ImageSource.Sharp) source).sharp());
        BlurOperator operator = BlurOperator.of(blur.model(), stored(blur.model()));
        BlurKernel kernel = operator.centralKernel(sharp.width(), sharp.height());
        return new Exposure(BlurSynthesis.blur(sharp, operator, blur), kernel, sharp, operator, blur);
    }

    private static BlurSpec with(@Nullable BlurSpec blur, KernelSpec kernel) {
        if (blur == null) {
            throw new IllegalArgumentException(
                    "expectation.kernels: an image that arrives blurred cannot be blurred by them");
        }
        return new BlurSpec(kernel, blur.boundary(), blur.noise(), blur.roundTo8Bit());
    }

    private View view(AttackRequest request, Exposure exposure)
            throws MissingFileException, UnusableFileException, InterruptedException {
        PlanarImage reference = exposure.matching(reference(request.attack().objective(), exposure.sharp()));
        return new View(exposure.blurred(), exposure.kernel(), reference);
    }

    /** What the output is held against, of x's size; null for the clean output. */
    private @Nullable PlanarImage reference(Objective objective, @Nullable PlanarImage sharp)
            throws MissingFileException, UnusableFileException, InterruptedException {
        if (objective instanceof Objective.Untargeted) {
            return null;
        }
        if (objective instanceof Objective.Targeted targeted) {
            return image(targeted.target());
        }
        if (sharp == null) {
            throw new IllegalArgumentException("objective: needs the sharp image, which is not known");
        }
        if (objective instanceof Objective.Localised edit) {
            PlanarImage picture = edit.patch() instanceof Patch.Picture patch ? image(patch.image()) : null;
            return PatchedTarget.of(sharp, edit, picture);
        }
        return sharp;
    }

    private PlanarImage weights(Mask mask, Exposure exposure)
            throws MissingFileException, UnusableFileException, InterruptedException {
        PlanarImage size = exposure.sharp() == null ? exposure.blurred() : exposure.sharp();
        PlanarImage whole = mask instanceof Mask.Region region
                ? RegionEdit.weights(size, region.rectangle(), region.inside(), region.outside())
                : image(((Mask.Picture) mask).image());
        PlanarImage matching = exposure.matching(whole);
        return matching == null ? whole : matching;
    }

    private PlanarImage image(ImageRef ref) throws MissingFileException, UnusableFileException, InterruptedException {
        ImageDecoding decoding = ImageDecoder.decode(files.get(ref.sha256()), ImageLimits.DEFAULT);
        if (decoding instanceof ImageDecoding.Refused refused) {
            throw new UnusableFileException("image " + ref.sha256() + ": " + refused.problem());
        }
        PlanarImage image = ((ImageDecoding.Decoded) decoding).image();
        if (image.width() != ref.width() || image.height() != ref.height()) {
            throw new UnusableFileException("image " + ref.sha256() + ": is " + image.width() + "x" + image.height()
                    + ", the request says " + ref.width() + "x" + ref.height());
        }
        return image;
    }

    private KernelSynthesis.StoredKernels stored(BlurModel model) throws MissingFileException, InterruptedException {
        Map<String, byte[]> npy = new HashMap<>();
        for (KernelSpec.File file : KernelSynthesis.uploads(model).toList()) {
            npy.put(file.sha256(), files.get(file.sha256()));
        }
        return sha256 -> Objects.requireNonNull(npy.get(sha256), sha256);
    }

    private static Preparation failed(String code, Exception cause) {
        return new Preparation.Impossible(new JobOutcome.Failed(code, String.valueOf(cause.getMessage())));
    }

    /** A file that is there but does not hold what the request says. */
    private static final class UnusableFileException extends Exception {

        private static final long serialVersionUID = 1L;

        UnusableFileException(String message) {
            super(message);
        }
    }
}
