package dev.shakedown.local.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What workers counted, looked at again and again while a campaign ran: tells what steps and jobs cost while so many of
 * the workers computed at a time. Only times between two looks count around which the same workers were busy, so that
 * none began or ended in the middle of one.
 */
final class BusySamples {

    private final List<Sample> samples = new ArrayList<>();

    /**
     * A look at all workers.
     *
     * @param time in seconds, from whenever
     * @param workers each one's figures, always in the same order
     */
    record Sample(double time, List<WorkerFigures> workers) {

        Sample {
            workers = List.copyOf(workers);
        }
    }

    /**
     * What was seen while so many workers computed.
     *
     * @param seconds of workers, all together
     * @param figures of these
     */
    record Seen(double seconds, WorkerFigures figures) {

        Seen plus(Seen other) {
            return new Seen(seconds + other.seconds, figures.plus(other.figures));
        }

        /** Seconds of a job in which its worker neither made a step nor prepared nor evaluated. */
        double otherwise() {
            double rest = seconds - figures.stepping() - figures.preparing() - figures.evaluating();
            return Math.max(0, rest / figures.evaluated());
        }
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    /** By how many workers computed. */
    Map<Integer, Seen> seen() {
        Map<Integer, Seen> seen = new TreeMap<>();
        for (int i = 2; i + 1 < samples.size(); i++) {
            List<Integer> busy = busy(i);
            if (!busy.isEmpty() && busy.equals(busy(i - 1)) && busy.equals(busy(i + 1))) {
                seen.merge(busy.size(), between(i, busy), Seen::plus);
            }
        }
        return seen;
    }

    private Seen between(int index, List<Integer> busy) {
        Sample before = samples.get(index - 1);
        Sample after = samples.get(index);
        WorkerFigures figures = WorkerFigures.sum(busy.stream()
                .map(worker ->
                        after.workers().get(worker).since(before.workers().get(worker)))
                .toList());
        return new Seen(busy.size() * (after.time() - before.time()), figures);
    }

    /** The workers that made a step between a look and the one before. */
    private List<Integer> busy(int index) {
        List<Integer> busy = new ArrayList<>();
        List<WorkerFigures> before = samples.get(index - 1).workers();
        List<WorkerFigures> after = samples.get(index).workers();
        for (int worker = 0; worker < after.size(); worker++) {
            if (after.get(worker).steps() > before.get(worker).steps()) {
                busy.add(worker);
            }
        }
        return busy;
    }
}
