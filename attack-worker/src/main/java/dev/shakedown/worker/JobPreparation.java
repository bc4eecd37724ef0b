package dev.shakedown.worker;

import dev.shakedown.array.NpyDecoding;
import dev.shakedown.array.NpyDecoder;
import dev.shakedown.array.DoubleArray;
import dev.shakedown.attack.Attack;
import dev.shakedown.blur.BlurSynthesis;
import dev.shakedown.blur.KernelSynthesis;
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
        BlurSpec blur = request.blur();
        PlanarImage blurred;
        PlanarImage sharp;
        BlurKernel kernel;
        int margin = 0;
        if (request.source() instanceof ImageSource.Sharp source) {
            if (blur == null) {
                throw new IllegalArgumentException("blur: missing: a sharp image needs one");
            }
            PlanarImage original = image(source.sharp());
            kernel = kernel(blur.kernel());
            blurred = BlurSynthesis.blur(original, kernel, blur);
            margin = (original.height() - blurred.height()) / 2;
            sharp = trim(original, margin);
        } else {
            ImageSource.Blurred source = (ImageSource.Blurred) request.source();
            blurred = image(source.blurred());
            sharp = source.sharp() == null ? null : image(source.sharp());
            kernel = source.kernel() == null ? null : kernel(source.kernel());
        }
        Attack attack = new Attack(
                blurred,
                kernel,
                target(request, margin),
                request.attack(),
                Attack.epsilonOf(request.budget()),
                request.seed());
        return new PreparedJob(pending, attack, sharp, started);
    }

    private @Nullable PlanarImage target(AttackRequest request, int margin)
            throws MissingFileException, UnusableFileException, InterruptedException {
        return request.attack().objective() instanceof Objective.Targeted targeted
                ? trim(image(targeted.target()), margin)
                : null;
    }

    /** The part of an image that a blur without boundary leaves. */
    private static PlanarImage trim(PlanarImage image, int margin) {
        return margin == 0
                ? image
                : image.crop(margin, margin, image.height() - 2 * margin, image.width() - 2 * margin);
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

    private BlurKernel kernel(KernelSpec spec)
            throws MissingFileException, UnusableFileException, InterruptedException {
        if (!(spec instanceof KernelSpec.File file)) {
            return KernelSynthesis.parametric(spec);
        }
        NpyDecoding decoding =
                NpyDecoder.decode(files.get(file.sha256()), BlurKernel.MAX_SIZE * BlurKernel.MAX_SIZE);
        if (decoding instanceof NpyDecoding.Decoded decoded && decoded.array() instanceof DoubleArray array) {
            return BlurKernel.of(file.size(), array.values());
        }
        throw new UnusableFileException("kernel " + file.sha256() + ": must be a float64 NPY array");
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
