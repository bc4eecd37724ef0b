package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.Attack.AttackedView;
import dev.shakedown.attackworker.attack.AttackStart;
import dev.shakedown.attackworker.attack.AttackStateCodec;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.input.BlurredSource;
import dev.shakedown.attackworker.input.RequestFiles;
import dev.shakedown.attackworker.input.RequestFiles.UnusableFileException;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.preparation.UploadedFiles.MissingFileException;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.imaging.image.PlanarImage;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a request into an attack: fetches its images and kernels, blurs, and draws starting points. */
@ApplicationScoped
class JobPreparation {

    private final RequestFiles files;

    /** The result of preparing a job: it is ready, or it has failed before its first step. */
    sealed interface PreparationResult {

        /** Ready to run, with what the device takes of it. */
        record Ready(PreparedJob job, AttackStart start) implements PreparationResult {}

        record Impossible(JobOutcome.Failed failure) implements PreparationResult {}
    }

    JobPreparation(RequestFiles files) {
        this.files = files;
    }

    /**
     * Prepares a job.
     *
     * @throws InterruptedException if the worker is stopped meanwhile
     */
    PreparationResult prepare(DeliveredRequest delivered) throws InterruptedException {
        DeliveredRequest.Resumption resumed = delivered.state();
        Instant started = resumed == null ? Instant.now() : resumed.started();
        try {
            PreparedJob job = ready(delivered, started);
            return new PreparationResult.Ready(job, start(job));
        } catch (MissingFileException e) {
            return failed("missing-file", e);
        } catch (UnusableFileException e) {
            return failed("unusable-file", e);
        } catch (EmptyMaskException e) {
            return failed("empty-mask", e);
        } catch (IllegalArgumentException e) {
            // job-api lets no such request through; one that came another way ends here.
            return failed("invalid-request", e);
        }
    }

    private PreparedJob ready(DeliveredRequest delivered, Instant started)
            throws UnusableFileException, EmptyMaskException, InterruptedException {
        AttackRequest request = delivered.request();
        List<AttackedView> views = new ArrayList<>();
        BlurredSource first = BlurredSource.of(request.source(), request.blur(), files);
        views.add(view(request, first));
        List<PreparedJob.Companion> companions = new ArrayList<>();
        for (ImageSource companion : request.companions()) {
            BlurredSource source = BlurredSource.of(companion, request.blur(), files);
            views.add(view(request, source));
            companions.add(new PreparedJob.Companion(companion.name(), source.sharp()));
        }
        Expectation expectation = request.attack().expectation();
        if (expectation != null) {
            for (KernelSpec kernel : expectation.kernels()) {
                BlurSpec blur = with(request.blur(), kernel);
                views.add(view(request, BlurredSource.of(request.source(), blur, files)));
            }
        }
        Mask mask = request.attack().distance().mask();
        Attack attack = new Attack(
                views,
                mask == null ? null : counting(mask, first),
                request.attack(),
                Attack.epsilonOf(request.budget()),
                request.seed());
        return new PreparedJob(delivered, attack, first.sharp(), companions, started);
    }

    /** From the state that it came with; from the beginning if it has none, or one that cannot be used. */
    private static AttackStart start(PreparedJob job) {
        DeliveredRequest.Resumption resumed = job.delivered().state();
        if (resumed != null) {
            try {
                return AttackStart.of(job.attack(), AttackStateCodec.decode(resumed.bytes()));
            } catch (IllegalArgumentException e) {
                Log.warnf(
                        "Job %s starts from the beginning: %s",
                        job.delivered().request().jobId(), e.getMessage());
            }
        }
        return AttackStart.of(job.attack());
    }

    private PlanarImage counting(Mask mask, BlurredSource source)
            throws UnusableFileException, EmptyMaskException, InterruptedException {
        PlanarImage weights = source.weights(mask, files);
        FloatBuffer values = weights.buffer();
        while (values.hasRemaining()) {
            if (values.get() > 0) {
                return weights;
            }
        }
        throw new EmptyMaskException(
                mask instanceof Mask.Picture picture
                        ? "mask: %s: black wherever y is (%dx%d): must be brighter than black in some pixel, because only"
                                        .formatted(picture.name(), weights.width(), weights.height())
                                + " such pixels count"
                        : "mask: %s: no pixel of y (%dx%d) counts: must have a weight above 0 in some pixel"
                                .formatted(mask, weights.width(), weights.height()));
    }

    private static BlurSpec with(@Nullable BlurSpec blur, KernelSpec kernel) {
        if (blur == null) {
            throw new IllegalArgumentException(
                    "expectation.kernels: an image that arrives blurred cannot be blurred by them");
        }
        return new BlurSpec(kernel, blur.boundary(), blur.noise(), blur.clampBlurred(), blur.roundTo8Bit());
    }

    private AttackedView view(AttackRequest request, BlurredSource source)
            throws UnusableFileException, InterruptedException {
        PlanarImage reference = source.reference(request.attack().objective(), files);
        return new AttackedView(source.blurred(), source.kernel(), reference);
    }

    private static PreparationResult failed(String code, Exception cause) {
        return new PreparationResult.Impossible(new JobOutcome.Failed(code, String.valueOf(cause.getMessage())));
    }

    /** No pixel counts in an attack's distance, so that every perturbation is as good as every other. */
    static class EmptyMaskException extends Exception {

        EmptyMaskException(String message) {
            super(message);
        }
    }
}
