package dev.shakedown.contract;

/**
 * What a reader of a campaign or of a job's numbers has to know, although nothing failed.
 *
 * @param code a stable word for programs, one of the constants
 * @param message what was seen, with figures, and what it probably means; a campaign's begins with the path of the
 *     field and its value
 */
public record Warning(String code, String message) {

    /** A budget that is probably on another scale than 255ths. */
    public static final String BUDGET_SCALE = "budget-scale";

    /** Negative weights of an uploaded kernel that became 0. */
    public static final String NEGATIVE_WEIGHTS = "negative-weights";

    /** A step size that is too large or too small for the budget. */
    public static final String STEP_SIZE = "step-size";

    /** Seeds that repeat an attack that draws nothing from them. */
    public static final String SEEDS_REPEAT = "seeds-repeat";

    /** The clean output is further from the sharp image than the blurred image is. */
    public static final String DOES_NOT_RESTORE = "does-not-restore";

    /** A blur or noise that the network was not trained for, as its card says. */
    public static final String OUTSIDE_TRAINING = "outside-training";

    /** The kernel rotated by 180 degrees restores better than the given one. */
    public static final String KERNEL_FLIPPED = "kernel-flipped";

    /** The blurred and the sharp image do not fit together: shifted, or of different scenes. */
    public static final String MISALIGNED = "misaligned";

    /** The clean output lies far outside [0,1]. */
    public static final String OUTPUT_RANGE = "output-range";

    /** The attack could not change its objective: what it reports is no robustness. */
    public static final String NO_MOVEMENT = "no-movement";

    /** The network's gradient is not that of its output: what the attack reports is no robustness. */
    public static final String GRADIENT_DISAGREES = "gradient-disagrees";
}
