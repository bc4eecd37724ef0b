package dev.shakedown.attack;

import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.image.PlanarImage;
import java.util.ArrayList;
import java.util.List;

/** The part of a running attack that lives outside of the device: how far it is, and what was read on the way. */
final class Slot {

    private final Attack attack;
    private final PlanarImage clean;
    private final PlanarImage reference;
    private final List<TracePoint> trace = new ArrayList<>();
    private int steps;
    private double seconds;

    Slot(Attack attack, PlanarImage clean, PlanarImage reference) {
        this.attack = attack;
        this.clean = clean;
        this.reference = reference;
    }

    Attack attack() {
        return attack;
    }

    PlanarImage reference() {
        return reference;
    }

    /** Updates done. */
    int steps() {
        return steps;
    }

    /** Notes the objective at the present delta. */
    void trace(double objective) {
        trace.add(new TracePoint(steps, objective));
    }

    void updated(double secondsOfShare) {
        steps++;
        seconds += secondsOfShare;
    }

    boolean isNotFinite() {
        return !trace.isEmpty() && !Double.isFinite(trace.get(trace.size() - 1).objective());
    }

    AttackOutcome.Completed completed(PlanarImage delta, PlanarImage output, int countedStep, double objective) {
        return new AttackOutcome.Completed(
                attack, delta, clean, output, countedStep, objective, trace, seconds / steps);
    }
}
