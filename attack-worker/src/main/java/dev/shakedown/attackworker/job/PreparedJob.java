package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.Attack.AttackedView;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.attackworker.attack.AttackStart;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.diagnosis.JudgedImage;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that is ready to run.
 *
 * @param sharp x, of the blurred image's size, where it is known
 * @param companions x of each companion of a universal perturbation, in the request's order
 * @param started when its preparation began, in its first leg
 */
public record PreparedJob(
        DeliveredRequest delivered,
        Attack attack,
        @Nullable PlanarImage sharp,
        List<Companion> companions,
        Instant started) {

    /**
     * A further image of a universal perturbation.
     *
     * @param sharp x, of the blurred image's size, where it is known
     */
    public record Companion(String name, @Nullable PlanarImage sharp) {}

    /** What a judge made of one of its images; {@code number}: 0 for the job's own image, then its companions. */
    public JudgedImage judged(NetworkRef judge, int number, JudgeOutcome.Passed passed) {
        AttackRequest request = delivered.request();
        boolean isOwn = number == 0;
        AttackedView view = attack.views().get(number);
        ImageSource source = isOwn ? request.source() : request.companions().get(number - 1);
        return new JudgedImage(
                isOwn
                        ? judge.id()
                        : judge.id() + " on " + companions.get(number - 1).name(),
                view.blurred(),
                view.kernel(),
                isOwn ? sharp : companions.get(number - 1).sharp(),
                source instanceof ImageSource.Blurred,
                passed.cleanOutput(),
                passed.evaluation());
    }

    /** About how many bytes of the heap it takes on its way: y, x, r, delta and outputs, in float32. */
    public long bytes() {
        PlanarImage y = attack.blurred();
        long image = (long) PlanarImage.CHANNELS * y.width() * y.height() * Float.BYTES;
        return image * (6 + 3L * (attack.views().size() - 1));
    }

    /** A prepared job that may take a slot; {@code alone}: whether no other job is to be in its batch. */
    public record ReadyJob(
            PreparedJob job, AttackStart start, AdmissionDecision.Run admission, boolean alone, boolean announced) {

        public DeliveredRequest delivered() {
            return job.delivered();
        }

        public RunningJob until(Instant legEnds) {
            return new RunningJob(job, admission, legEnds);
        }
    }

    /** A job in a leg; {@code legEnds}: the steady time when it is to leave with its state. */
    public record RunningJob(PreparedJob job, AdmissionDecision.Run admission, Instant legEnds) {

        public DeliveredRequest delivered() {
            return job.delivered();
        }
    }
}
