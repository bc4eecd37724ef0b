package dev.shakedown.worker;

import dev.shakedown.attack.Attack;
import dev.shakedown.blur.BlurOperator;
import dev.shakedown.blur.BlurSynthesis;
import dev.shakedown.blur.KernelSynthesis;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.image.ImageDecoder;
import dev.shakedown.image.ImageDecoding;
import dev.shakedown.image.ImageLimits;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.kernel.BlurKernel;
import dev.shakedown.worker.UploadedFiles.MissingFileException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
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
    Preparation prepare(PendingRequest pending) throws InterruptedException {
        Instant started = Instant.now();
        try {
            return new Preparation.Ready(ready(pending, started));
        } catch (MissingFileException e) {
            return failed("missing-file", e);
        } catch (UnusableFileException e) {
            return failed("unusable-file", e);
        } catch (IllegalArgumentException e) {
            // job-api lets no such request through; one that came another way ends here.
            return failed("invalid-request", e);
        }
    }

    private PreparedJob ready(PendingRequest pending, Instant started)
            throws MissingFileException, UnusableFileException, InterruptedException {
        AttackRequest request = pending.request();
        PlanarImage target =
                request.attack().objective() instanceof Objective.Targeted targeted ? image(targeted.target()) : null;
        if (request.source() instanceof ImageSource.Blurred source) {
            PlanarImage sharp = source.sharp() == null ? null : image(source.sharp());
            BlurKernel kernel =
                    source.kernel() == null ? null : KernelSynthesis.of(source.kernel(), stored(source.kernel()));
            Attack attack = attack(request, image(source.blurred()), kernel, target);
            return new PreparedJob(pending, attack, sharp, started);
        }
        BlurSpec blur = request.blur();
        if (blur == null) {
            throw new IllegalArgumentException("blur: missing: a sharp image needs one");
        }
        PlanarImage sharp = image(((ImageSource.Sharp) request.source()).sharp());
        BlurOperator operator = BlurOperator.of(blur.model(), stored(blur.model()));
        PlanarImage left = target == null ? null : BlurSynthesis.matchingSharp(target, operator, blur.boundary());
        BlurKernel kernel = operator.centralKernel(sharp.width(), sharp.height());
        Attack attack = attack(request, BlurSynthesis.blur(sharp, operator, blur), kernel, left);
        return new PreparedJob(pending, attack, BlurSynthesis.matchingSharp(sharp, operator, blur.boundary()), started);
    }

    private static Attack attack(
            AttackRequest request, PlanarImage blurred, @Nullable BlurKernel kernel, @Nullable PlanarImage target) {
        return new Attack(
                blurred, kernel, target, request.attack(), Attack.epsilonOf(request.budget()), request.seed());
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
