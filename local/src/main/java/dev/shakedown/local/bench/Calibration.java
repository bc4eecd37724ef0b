package dev.shakedown.local.bench;

import dev.shakedown.local.bench.BusySamples.Seen;
import dev.shakedown.local.simulation.Kind;
import dev.shakedown.local.simulation.Nodes;
import dev.shakedown.local.simulation.Overheads;
import dev.shakedown.local.simulation.PassTimes;
import dev.shakedown.local.simulation.Pool;
import dev.shakedown.local.simulation.Scaling;
import dev.shakedown.local.simulation.Slowdown;
import dev.shakedown.local.simulation.Spot;
import java.util.Map;
import java.util.TreeMap;

/**
 * What small campaigns told about so many workers on one machine.
 *
 * @param step seconds of a step while one of them computes
 * @param slowdown of everything while more do
 * @param overheads of a job while one computes
 * @param delay from the submission until the first job is prepared
 */
record Calibration(double step, Slowdown slowdown, Overheads overheads, double delay) {

    /**
     * Reckons it.
     *
     * @param seen by how many workers computed; has an entry for 1
     * @param publish seconds until the brokers have a result
     * @param store seconds from then until it is stored
     */
    static Calibration of(Map<Integer, Seen> seen, double publish, double store, double delay) {
        Seen alone = seen.get(1);
        if (alone == null || alone.figures().images() < 1) {
            throw new IllegalStateException("no time was seen in which one worker alone computed");
        }
        double step = alone.figures().secondsAnImage();
        TreeMap<Integer, Double> factors = new TreeMap<>();
        factors.put(1, 1.0);
        double preparing = 0;
        double prepared = 0;
        double evaluating = 0;
        double evaluated = 0;
        double otherwise = 0;
        for (Map.Entry<Integer, Seen> entry : seen.entrySet()) {
            WorkerFigures figures = entry.getValue().figures();
            if (figures.images() < 1) {
                continue;
            }
            double factor = figures.secondsAnImage() / step;
            factors.put(entry.getKey(), factor);
            preparing += figures.preparing() / factor;
            prepared += figures.prepared();
            evaluating += figures.evaluating() / factor;
            evaluated += figures.evaluated();
            if (figures.evaluated() > 0) {
                otherwise += entry.getValue().otherwise() * figures.evaluated() / factor;
            }
        }
        return new Calibration(
                step,
                new Slowdown(factors),
                new Overheads(
                        0, preparing / prepared, otherwise / evaluated, evaluating / evaluated, publish, store, 0),
                delay);
    }

    /** The same on a machine on which all that is computed takes so much longer. */
    Calibration slower(double factor) {
        return new Calibration(
                step * factor,
                slowdown,
                new Overheads(
                        overheads.load() * factor,
                        overheads.prepare() * factor,
                        overheads.begin() * factor,
                        overheads.evaluate() * factor,
                        overheads.publish(),
                        overheads.store(),
                        overheads.release()),
                delay);
    }

    /** So many workers, one image at a time. */
    Pool pool(Kind kind, int workers) {
        return new Pool(
                "local",
                "",
                Map.of(kind, PassTimes.each(step)),
                1,
                1,
                overheads,
                slowdown,
                Nodes.AT_ONCE,
                Spot.NEVER,
                new Scaling.Fixed(workers));
    }
}
