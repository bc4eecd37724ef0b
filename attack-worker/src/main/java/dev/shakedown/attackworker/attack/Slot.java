package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a running search that lives outside of the device: how far it is, and what was read on the way. An attack
 * with restarts has a slot for each of its searches.
 */
final class Slot {

    private final Attack attack;
    private final int restart;
    private final @Nullable HostArray start;
    private final List<TracePoint> trace = new ArrayList<>();
    private int steps;
    private double seconds;
    private double best = Double.NaN;
    private int bestAt;
    private double goal = Double.POSITIVE_INFINITY;
    private @Nullable Breakdown breakdown;

    record Breakdown(int step, String what) {}

    /**
     * A search that has not begun.
     *
     * @param restart which of the attack's searches, from 0
     * @param start its starting point; drawn again if it is needed and null
     */
    Slot(Attack attack, int restart, @Nullable HostArray start) {
        this.attack = attack;
        this.restart = restart;
        this.start = start;
    }

    /** A search that goes on where another batch left it. */
    Slot(Attack attack, AttackState.Progress progress) {
        this(attack, progress.restart(), null);
        steps = progress.steps();
        seconds = progress.seconds();
        best = progress.best();
        bestAt = progress.bestAt();
        trace.addAll(progress.trace());
    }

    AttackState.Progress progress() {
        return new AttackState.Progress(restart, steps, seconds, best, bestAt, trace);
    }

    Attack attack() {
        return attack;
    }

    int restart() {
        return restart;
    }

    /** The greatest change of a value from the starting point to a perturbation. */
    double wayTo(PlanarImage delta) {
        FloatBuffer from = start == null
                ? FloatBuffer.wrap(StartingPoint.draw(attack, restart, FeasibleSet.of(attack)))
                : start.values();
        return Distances.max(delta.buffer(), from);
    }

    /** The distance from the kernel that the search started from to another one, in the norm of its budget. */
    double wayTo(BlurKernel told) {
        KernelBall ball = KernelBall.of(attack);
        return new KernelBall(attack.toldAtStart(restart), ball.norm(), ball.radius()).distance(told);
    }

    /** Updates done. */
    int steps() {
        return steps;
    }

    List<TracePoint> trace() {
        return trace;
    }

    double secondsPerStep() {
        return seconds / steps;
    }

    boolean isToBeRead() {
        return steps % attack.spec().traceEvery() == 0;
    }

    /** Whether the current update is the last of the requested steps. */
    boolean isBeforeItsLastUpdate() {
        return steps + 1 == attack.spec().steps();
    }

    /** Notes the objective at the present delta. */
    void trace(double objective) {
        trace.add(new TracePoint(steps, objective));
        Plateau plateau = attack.spec().plateau();
        double least = plateau == null ? 0 : plateau.improvement() * Math.abs(best);
        boolean better = attack.ascends() ? objective > best + least : objective < best - least;
        if (Double.isNaN(best) || better) {
            best = objective;
            bestAt = steps;
        }
    }

    void updated(double secondsOfShare) {
        steps++;
        seconds += secondsOfShare;
    }

    void broke(int step, String what) {
        breakdown = new Breakdown(step, what);
    }

    @Nullable
    Breakdown breakdown() {
        return breakdown;
    }

    /** The objective, one that grows, with which the search is over. */
    void aimAt(double objective) {
        goal = objective;
    }

    /** Whether all steps are done, the objective has come to rest, or it was read to be as large as it need be. */
    boolean isDone() {
        Plateau plateau = attack.spec().plateau();
        return best >= goal || steps == attack.spec().steps() || (plateau != null && steps - bestAt > plateau.steps());
    }
}
