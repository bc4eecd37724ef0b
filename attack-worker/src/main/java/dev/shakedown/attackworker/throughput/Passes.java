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

    private final PassPlanner planner;
    private final boolean onHost;
    private final PassThreads lanes;
    private final LongConsumer memoryOfPass;
    private final LongSupplier nanoTime;
    private boolean memoryKnown;

    /** A computation for the images from {@code from} to {@code to} - 1 of a step, without side effects. */
    @FunctionalInterface
    public interface Pass<T> {
        T run(int from, int to);
    }

    /**
     * Passes for one network and image size.
     *
     * @param lanes where they run
     * @param onHost whether they compute in the process's own memory, where nothing tells when it is full
     */
    public Passes(PassPlanner planner, PassThreads lanes, boolean onHost) {
        this(planner, lanes, onHost, bytes -> {});
    }

    /**
     * The same; {@code memoryOfPass} is told once what a pass of one image took, in bytes, where that can be measured.
     */
    public Passes(PassPlanner planner, PassThreads lanes, boolean onHost, LongConsumer memoryOfPass) {
        this(planner, lanes, onHost, memoryOfPass, System::nanoTime);
    }

    Passes(PassPlanner planner, PassThreads lanes, boolean onHost, LongConsumer memoryOfPass, LongSupplier nanoTime) {
        this.memoryOfPass = memoryOfPass;
        this.planner = planner;
        this.lanes = lanes;
        this.onHost = onHost;
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
     *     ahead, so a plan cannot be timed without; once no plan is left to be tried, there is no wait
     * @return what the passes gave, in the order of the images
     * @throws RuntimeException what a pass threw, unless it was too large for memory and has more than one image
     */
    public <T> List<T> run(int rows, Pass<T> pass, Consumer<T> await) {
        PassPlan plan = planner.plan(rows);
        long began = nanoTime.getAsLong();
        List<T> results = onHost && !memoryKnown ? measuringMemory(rows, pass) : run(0, rows, plan, pass);
        if (!planner.isSettled()) {
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

    /** One by one, and what one takes; from that follows how many may be on their way at a time. */
    private <T> List<T> measuringMemory(int rows, Pass<T> pass) {
        memoryKnown = true;
        List<T> results = new ArrayList<>();
        OptionalLong taken = MeasuredPass.bytes(() -> results.addAll(run(0, rows, PassPlan.ONE_BY_ONE, pass)));
        OptionalLong available = MeasuredPass.available();
        if (taken.isPresent() && available.isPresent()) {
            long each = taken.getAsLong();
            memoryOfPass.accept(each);
            double free = SHARE_OF_MEMORY * (available.getAsLong() + each);
            planner.limit((int) Math.min(Integer.MAX_VALUE, Math.max(1, free / each)));
        }
        return results;
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
