package dev.shakedown.attackworker.job;

import java.util.OptionalInt;

/**
 * How many images may be under way at a time, as {@code shakedown.worker.slots} says.
 *
 * @param number 1 or more; empty for as many as memory takes
 */
public record SlotLimit(OptionalInt number) {

    private static final String AUTO = "auto";

    /** More images gain nothing on any device known to us. */
    private static final int MOST_ON_A_GPU = 256;

    /** Jobs that are prepared ahead of a GPU whose batches may be of any size. */
    private static final int JOBS_OF_A_GPU = 64;

    /**
     * Reads a worker's configuration.
     *
     * @throws IllegalArgumentException if it is neither a number from 1 on nor {@code auto}
     */
    public static SlotLimit of(WorkerConfig config) {
        String slots = config.slots();
        if (slots.equals(AUTO)) {
            return new SlotLimit(OptionalInt.empty());
        }
        if (!slots.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(
                    "shakedown.worker.slots: " + slots + ": must be a number from 1 on, such as 8, or " + AUTO);
        }
        return new SlotLimit(OptionalInt.of(Integer.parseInt(slots)));
    }

    /**
     * Images at a time, before it is known what fits into memory.
     *
     * @param isGpu whether a pass may have many
     * @param lanes how many passes may run side by side on a processor
     */
    public int images(boolean isGpu, int lanes) {
        return number.orElse(isGpu ? MOST_ON_A_GPU : lanes);
    }

    /** Requests that a worker wants to have, waiting and running, so that its device never waits for one. */
    public static int requests(WorkerConfig config) {
        boolean isGpu = config.device().startsWith("gpu");
        return of(config).number().isEmpty() && isGpu ? 2 * MOST_ON_A_GPU : 4 * jobs(config);
    }

    /** Jobs that a room before or behind the device should have place for. */
    public static int jobs(WorkerConfig config) {
        boolean isGpu = config.device().startsWith("gpu");
        return of(config)
                .number()
                .orElse(isGpu ? JOBS_OF_A_GPU : Runtime.getRuntime().availableProcessors());
    }
}
