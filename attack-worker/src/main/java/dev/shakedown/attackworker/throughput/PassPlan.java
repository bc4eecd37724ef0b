package dev.shakedown.attackworker.throughput;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the images of a step go through a network.
 *
 * @param rows images in a pass, 1 or more
 * @param lanes passes side by side, 1 or more, each with an equal share of the processor's cores
 */
public record PassPlan(int rows, int lanes) {

    /** One image after the other, each with all cores. */
    public static final PassPlan ONE_BY_ONE = new PassPlan(1, 1);

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,3})x([1-9][0-9]{0,3})");

    public PassPlan {
        if (rows < 1 || lanes < 1) {
            throw new IllegalArgumentException(rows + "x" + lanes + ": rows and lanes must be 1 or more");
        }
    }

    /**
     * Reads a plan as {@link #toString} writes it.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static PassPlan parse(String text) {
        Matcher numbers = FORM.matcher(text);
        if (!numbers.matches()) {
            throw new IllegalArgumentException(
                    text + ": must be images in a pass and passes side by side, such as 1x2");
        }
        return new PassPlan(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
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
