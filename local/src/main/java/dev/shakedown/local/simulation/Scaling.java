package dev.shakedown.local.simulation;

/** How many workers a pool has. */
public sealed interface Scaling {

    /**
     * Always the same number.
     *
     * @param workers how many
     */
    record Fixed(int workers) implements Scaling {

        public Fixed {
            Check.atLeast(1, "workers", workers);
        }
    }

    /**
     * KEDA with a trigger for each of the lanes {@code requests} and {@code requests.resumed}, and the
     * HorizontalPodAutoscaler that it keeps.
     *
     * @param min fewest workers; with 0 KEDA itself takes the first up and the last down
     * @param max most workers
     * @param lagThreshold requests that are not acknowledged for each worker
     * @param activationLag a lane with more than that wakes a pool at zero
     * @param pollingInterval how often KEDA looks
     * @param cooldown how long nothing must have been found before the last worker goes
     * @param allowIdleConsumers whether there may be more workers than a lane has partitions
     * @param limitToPartitionsWithLag whether there may be no more workers than partitions where something waits
     * @param behaviour of the HorizontalPodAutoscaler
     */
    record Keda(
            int min,
            int max,
            int lagThreshold,
            int activationLag,
            double pollingInterval,
            double cooldown,
            boolean allowIdleConsumers,
            boolean limitToPartitionsWithLag,
            HpaBehaviour behaviour)
            implements Scaling {

        public Keda {
            Check.atLeast(0, "min", min);
            Check.atLeast(Math.max(1, min), "max", max);
            Check.atLeast(1, "lagThreshold", lagThreshold);
            Check.atLeast(0, "activationLag", activationLag);
            Check.positive("pollingInterval", pollingInterval);
            Check.atLeast(0, "cooldown", cooldown);
            if (allowIdleConsumers && limitToPartitionsWithLag) {
                throw new IllegalArgumentException(
                        "limitToPartitionsWithLag: true: must be false with allowIdleConsumers, as KEDA refuses both");
            }
        }

        /** KEDA's and Kubernetes' own defaults. */
        public static Keda of(int min, int max, int lagThreshold) {
            return new Keda(min, max, lagThreshold, 0, 30, 300, false, false, HpaBehaviour.DEFAULT);
        }

        /** The same with another threshold. */
        public Keda withLagThreshold(int other) {
            return new Keda(
                    min,
                    max,
                    other,
                    activationLag,
                    pollingInterval,
                    cooldown,
                    allowIdleConsumers,
                    limitToPartitionsWithLag,
                    behaviour);
        }

        /** The same with another cooldown. */
        public Keda withCooldown(double other) {
            return new Keda(
                    min,
                    max,
                    lagThreshold,
                    activationLag,
                    pollingInterval,
                    other,
                    allowIdleConsumers,
                    limitToPartitionsWithLag,
                    behaviour);
        }

        /** The same with another most workers. */
        public Keda withMax(int other) {
            return new Keda(
                    Math.min(min, other),
                    other,
                    lagThreshold,
                    activationLag,
                    pollingInterval,
                    cooldown,
                    allowIdleConsumers,
                    limitToPartitionsWithLag,
                    behaviour);
        }
    }
}
