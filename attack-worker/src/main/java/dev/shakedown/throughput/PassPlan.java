package dev.shakedown.throughput;

/**
 * How the images of a step go through a network.
 *
 * @param rows images in a pass, 1 or more
 * @param lanes passes side by side, 1 or more, each with an equal share of the processor's cores
 */
public record PassPlan(int rows, int lanes) {

    /** One image after the other, each with all cores. */
    public static final PassPlan ONE_BY_ONE = new PassPlan(1, 1);

    public PassPlan {
        if (rows < 1 || lanes < 1) {
            throw new IllegalArgumentException(rows + "x" + lanes + ": rows and lanes must be 1 or more");
        }
    }

    /** How many images are on their way at a time. */
    public int capacity() {
        return rows * lanes;
    }

    /**
     * The same with half as many images at a time; lanes go first, because they multiply memory without a gain in it.
     */
    PassPlan halved() {
        return lanes > 1 ? new PassPlan(rows, lanes / 2) : new PassPlan(Math.max(1, rows / 2), 1);
    }

    @Override
    public String toString() {
        return rows + "x" + lanes;
    }
}
