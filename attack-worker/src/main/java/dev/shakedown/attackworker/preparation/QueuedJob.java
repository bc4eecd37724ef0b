package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.attack.AttackStart;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.job.PreparedJob.ReadyJob;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.imaging.image.PlanarImage;
import org.jspecify.annotations.Nullable;

/**
 * A job in the queue before the device: being prepared, ready, or refused. Once it is withdrawn nothing is announced of
 * it. Thread-safe.
 */
final class QueuedJob {

    /** y, x and r of an image, as arrays of floats; y, r and a start again, as the device takes them. */
    private static final long BYTES_PER_PIXEL = 6L * PlanarImage.CHANNELS * Float.BYTES;

    private final DeliveredRequest delivered;
    private final AdmissionDecision.Run admission;
    private final boolean alone;
    private final boolean known;
    private boolean withdrawn;
    private boolean announced;
    private @Nullable ReadyJob ready;
    private JobOutcome.@Nullable Failed refusal;

    /**
     * A job that is not prepared yet.
     *
     * @param delivered its request, in the leg's span
     * @param alone whether no other job is to be in its batch
     * @param known whether the brokers know of an attempt by this worker
     */
    QueuedJob(DeliveredRequest delivered, AdmissionDecision.Run admission, boolean alone, boolean known) {
        this.delivered = delivered;
        this.admission = admission;
        this.alone = alone;
        this.known = known;
    }

    DeliveredRequest delivered() {
        return delivered;
    }

    AdmissionDecision.Run admission() {
        return admission;
    }

    boolean isAlone() {
        return alone;
    }

    /** About how many bytes it takes when it is prepared. */
    long bytes() {
        AttackRequest request = delivered.request();
        Expectation expectation = request.attack().expectation();
        long views = 1L
                + request.companions().size()
                + (expectation == null ? 0 : expectation.kernels().size());
        ImageRef image = request.source() instanceof ImageSource.Sharp sharp
                ? sharp.sharp()
                : ((ImageSource.Blurred) request.source()).blurred();
        DeliveredRequest.Resumption state = delivered.state();
        long ofState = state == null ? 0 : state.bytes().length;
        return ofState + views * image.width() * image.height() * BYTES_PER_PIXEL;
    }

    synchronized boolean isWithdrawn() {
        return withdrawn;
    }

    /** Takes it out for good; tells whether the brokers know of an attempt by this worker, or soon will. */
    synchronized boolean withdraw() {
        withdrawn = true;
        return known || announced;
    }

    /** Whether its leg may be announced now; from then on it counts as announced. */
    synchronized boolean announce() {
        announced = !withdrawn;
        return announced;
    }

    synchronized void ready(PreparedJob job, AttackStart start) {
        ready = new ReadyJob(job, start, admission, alone, announced);
    }

    synchronized void refuse(JobOutcome.Failed why) {
        refusal = why;
    }

    /** What the device may run; null while it is being prepared. */
    synchronized @Nullable ReadyJob ready() {
        return ready;
    }

    /** Why it cannot run; null unless it is so. */
    synchronized JobOutcome.@Nullable Failed refusal() {
        return refusal;
    }
}
