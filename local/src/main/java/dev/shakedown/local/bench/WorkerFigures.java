package dev.shakedown.local.bench;

import dev.shakedown.local.client.ServiceMetrics;
import java.util.List;

/**
 * What workers have counted, added up; a difference of two tells of the time between. Seconds unless said otherwise.
 *
 * @param steps of batches
 * @param images that went through a network in these
 * @param stepping in steps
 * @param prepared jobs
 * @param preparing them
 * @param evaluated jobs
 * @param evaluating them
 * @param published results
 * @param publishing them, while others are computed
 */
public record WorkerFigures(
        double steps,
        double images,
        double stepping,
        double prepared,
        double preparing,
        double evaluated,
        double evaluating,
        double published,
        double publishing) {

    /** Nothing. */
    static final WorkerFigures NONE = new WorkerFigures(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** What a worker has counted since it started. */
    public static WorkerFigures of(ServiceMetrics metrics) {
        return new WorkerFigures(
                metrics.sum("shakedown_step_seconds_count", ""),
                metrics.sum("shakedown_batch_rows_sum", ""),
                metrics.sum("shakedown_step_seconds_sum", ""),
                part(metrics, "count", "prepare"),
                part(metrics, "sum", "prepare"),
                part(metrics, "count", "evaluate"),
                part(metrics, "sum", "evaluate"),
                part(metrics, "count", "publish"),
                part(metrics, "sum", "publish"));
    }

    private static double part(ServiceMetrics metrics, String what, String part) {
        return metrics.sum("shakedown_leg_part_seconds_" + what, "part=\"" + part + "\"");
    }

    /** All together. */
    public static WorkerFigures sum(List<WorkerFigures> figures) {
        return figures.stream().reduce(NONE, WorkerFigures::plus);
    }

    WorkerFigures plus(WorkerFigures other) {
        return new WorkerFigures(
                steps + other.steps,
                images + other.images,
                stepping + other.stepping,
                prepared + other.prepared,
                preparing + other.preparing,
                evaluated + other.evaluated,
                evaluating + other.evaluating,
                published + other.published,
                publishing + other.publishing);
    }

    WorkerFigures since(WorkerFigures before) {
        return new WorkerFigures(
                steps - before.steps,
                images - before.images,
                stepping - before.stepping,
                prepared - before.prepared,
                preparing - before.preparing,
                evaluated - before.evaluated,
                evaluating - before.evaluating,
                published - before.published,
                publishing - before.publishing);
    }

    /** Seconds of an image's step. */
    public double secondsAnImage() {
        return stepping / images;
    }

    /** Seconds of a job's preparation. */
    public double prepare() {
        return preparing / prepared;
    }

    /** Seconds of a job's evaluation. */
    public double evaluate() {
        return evaluating / evaluated;
    }

    /** Seconds until the brokers have a result. */
    public double publish() {
        return publishing / published;
    }
}
