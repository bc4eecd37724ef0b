package dev.shakedown.attackworker.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs the images of a step in passes, as its planner says, and lets the planner know how that went. A pass that does
 * not fit into memory is run again in halves.
 *
 * <p>Belongs to one thread.
 */
public final class Passes {

    /** Of the memory that is free, this much may go into passes. */
    private static final double SHARE_OF_MEMORY = 0.7;

    /** Passes of so many images at most are measured; the need of more is predicted. */
    private static final int MOST_ROWS_MEASURED = 2;

    /** Images in the passes whose memory is measured, in order; the first of all also takes what stays afterwards. */
    private static final List<Integer> MEASURED = List.of(1, 1, MOST_ROWS_MEASURED);

    private final PassPlanner planner;
    private final PassThreads lanes;
    private final MemoryMeter meter;
    private final LongConsumer memoryOfPass;
    private final LongSupplier nanoTime;
    /** By images in a pass. */
    private PassMemory memory = new PassMemory();

    private int measurements;

    /** Bytes that passes may take. */
    private long room = Long.MAX_VALUE;

    /** A computation for the images from {@code from} to {@code to} - 1 of a step, without side effects. */
    @FunctionalInterface
    public interface Pass<T> {
        T run(int from, int to);
    }

    /**
     * Passes for one network, image size and kind of gradient, which run on {@code lanes}, in the memory that
     * {@code meter} measures.
     */
    public Passes(PassPlanner planner, PassThreads lanes, MemoryMeter meter) {
        this(planner, lanes, meter, bytes -> {});
    }

    /**
     * The same; {@code memoryOfPass} is told once what a pass of one image took, in bytes, where that can be measured.
     */
    public Passes(PassPlanner planner, PassThreads lanes, MemoryMeter meter, LongConsumer memoryOfPass) {
        this(planner, lanes, meter, memoryOfPass, System::nanoTime);
    }

    Passes(
            PassPlanner planner,
            PassThreads lanes,
            MemoryMeter meter,
            LongConsumer memoryOfPass,
            LongSupplier nanoTime) {
        this.planner = planner;
        this.lanes = lanes;
        this.meter = meter;
        this.measurements = meter == MemoryMeter.NONE ? MEASURED.size() : 0;
        this.memoryOfPass = memoryOfPass;
        this.nanoTime = nanoTime;
    }

    /** Runs a step whose passes have been computed when they return. */
    public <T> List<T> run(int rows, Pass<T> pass) {
        return run(rows, pass, computed -> {});
    }

    /**
     * Runs a step.
     *
     * @param rows how many images, 1 or more
     * @param await returns when the pass that gave its argument has been computed. A GPU works on while the host goes
     *     ahead, so a plan cannot be timed without; with a plan that is not to be tried, there is no wait
     * @return what the passes gave, in the order of the images
     * @throws RuntimeException what a pass threw, unless it was too large for memory and has more than one image
     */
    public <T> List<T> run(int rows, Pass<T> pass, Consumer<T> await) {
        PassPlan plan = planner.plan(rows);
        if (plan.capacity() > 1 && measurements < 2) {
            probe(rows, plan, pass);
            plan = planner.plan(rows);
        }
        long began = nanoTime.getAsLong();
        List<T> results = isToBeMeasured(plan) ? measured(rows, plan, pass) : run(0, rows, plan, pass);
        if (planner.isToBeTimed(plan, rows)) {
            await.accept(results.get(results.size() - 1));
            planner.took(plan, rows, (nanoTime.getAsLong() - began) * 1e-9);
        }
        return results;
    }

    private <T> List<T> run(int from, int rows, PassPlan plan, Pass<T> pass) {
        List<T> results = new ArrayList<>();
        int at = from;
        while (at < rows) {
            int left = rows - at;
            PassPlan fitting = left >= plan.capacity() ? plan : new PassPlan(Math.min(plan.rows(), left), 1);
            try {
                results.addAll(sideBySide(at, fitting, pass));
                at += fitting.capacity();
            } catch (RuntimeException e) {
                if (!OutOfMemory.is(e) || fitting.capacity() == 1) {
                    throw e;
                }
                planner.limit(fitting.halved().capacity());
                results.addAll(run(at, rows, fitting.halved(), pass));
                return results;
            }
        }
        return results;
    }

    private <T> List<T> sideBySide(int from, PassPlan plan, Pass<T> pass) {
        List<Supplier<T>> tasks = new ArrayList<>();
        for (int lane = 0; lane < plan.lanes(); lane++) {
            int begin = from + lane * plan.rows();
            tasks.add(() -> pass.run(begin, begin + plan.rows()));
        }
        return lanes.run(tasks);
    }

    private boolean isToBeMeasured(PassPlan plan) {
        return measurements < MEASURED.size() && plan.lanes() == 1 && plan.rows() == MEASURED.get(measurements);
    }

    /** Runs a step and notes what its passes take; from that follows how many images may be on their way at a time. */
    private <T> List<T> measured(int rows, PassPlan plan, Pass<T> pass) {
        List<T> results = new ArrayList<>();
        note(meter.taken(() -> results.addAll(run(0, rows, plan, pass))));
        // A pass of one image has a share that does not grow; what two take tells how large it is.
        boolean isToBeRefined = measurements < MEASURED.size()
                && fitting() >= MOST_ROWS_MEASURED
                && planner.tries(new PassPlan(MOST_ROWS_MEASURED, 1));
        if (measurements > 1 && !isToBeRefined) {
            planner.limit(fitting());
        }
        return results;
    }

    /**
     * Measures what passes take before a plan is followed that was given, not found out. The results are dropped, so
     * that every step follows the plan, the first one too, and has its bits.
     */
    private <T> void probe(int rows, PassPlan plan, Pass<T> pass) {
        while (measurements < 2) {
            note(meter.taken(() -> pass.run(0, 1)));
        }
        if (plan.rows() > 1 && rows > 1 && fitting() >= MOST_ROWS_MEASURED) {
            note(meter.taken(() -> run(0, MOST_ROWS_MEASURED, new PassPlan(MOST_ROWS_MEASURED, 1), pass)));
        }
        planner.limit(fitting());
    }

    /** What passes have taken, as the next measurement. */
    private void note(OptionalLong taken) {
        int rows = MEASURED.get(measurements);
        measurements++;
        if (taken.isEmpty()) {
            return;
        }
        if (measurements == 1) {
            memoryOfPass.accept(taken.getAsLong());
        }
        if (rows == 1) {
            memory = new PassMemory();
        }
        memory.measured(rows, taken.getAsLong());
        OptionalLong free = meter.free();
        room = free.isPresent() ? (long) (SHARE_OF_MEMORY * (free.getAsLong() + taken.getAsLong())) : Long.MAX_VALUE;
    }

    /** How many images are predicted to fit into memory; at least 1, at most what the planner has. */
    private int fitting() {
        int least = 1;
        int most = Math.max(1, planner.most());
        while (least < most) {
            int middle = least + (most - least + 1) / 2;
            if (memory.need(middle).orElse(0) <= room) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        return least;
    }

    /** The plan for a step with so many images. */
    public PassPlan plan(int rows) {
        return planner.plan(rows);
    }

    /** Whether no plan is left to be tried. */
    public boolean isSettled() {
        return planner.isSettled();
    }

    /** How many images a step should have. */
    public int wanted() {
        return planner.wanted();
    }
}
