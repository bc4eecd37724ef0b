package dev.shakedown.local.simulation;

/**
 * How a HorizontalPodAutoscaler follows its metrics.
 *
 * @param sync how often it decides
 * @param tolerance relative deviations below that change nothing
 * @param upStabilisation it goes up to the least that it would have had in this time
 * @param upPercent so much more at most in a period
 * @param upPods or so many more, whichever is more
 * @param upPeriod of these two
 * @param downStabilisation it goes down to the most that it would have had in this time
 * @param downPercent so much less at most in a period
 * @param downPods or so many less; whichever is more
 * @param downPeriod of these two
 */
public record HpaBehaviour(
        double sync,
        double tolerance,
        double upStabilisation,
        int upPercent,
        int upPods,
        double upPeriod,
        double downStabilisation,
        int downPercent,
        int downPods,
        double downPeriod) {

    /** Kubernetes' defaults. */
    public static final HpaBehaviour DEFAULT = new HpaBehaviour(15, 0.1, 0, 100, 4, 15, 300, 100, 0, 15);

    public HpaBehaviour {
        Check.positive("sync", sync);
        Check.atLeast(0, "tolerance", tolerance);
        Check.atLeast(0, "upStabilisation", upStabilisation);
        Check.atLeast(0, "upPercent", upPercent);
        Check.atLeast(0, "upPods", upPods);
        Check.positive("upPeriod", upPeriod);
        Check.atLeast(0, "downStabilisation", downStabilisation);
        Check.atLeast(0, "downPercent", downPercent);
        Check.atLeast(0, "downPods", downPods);
        Check.positive("downPeriod", downPeriod);
    }
}
