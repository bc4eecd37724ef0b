package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.jobapi.document.NumberRange;
import dev.shakedown.jobapi.document.WholeRange;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What a campaign document may say. */
final class Limits {

    static final int IMAGE_SIDE_LEAST = 2;
    static final int IMAGE_SIDE_MOST = 8192;
    static final long IMAGE_PIXELS_MOST = 4_194_304;

    static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    static final String SHA256_EXPECTED = "a SHA-256 as 64 lower-case hexadecimal digits";

    static final int KERNEL_SIZE_MOST = 255;

    static final WholeRange SCHEMA = WholeRange.closed(1, 1);
    static final WholeRange KERNEL_SIZE = WholeRange.odd(3, KERNEL_SIZE_MOST);
    static final WholeRange STEPS = WholeRange.closed(1, 100_000);
    static final WholeRange IMAGE_SIDE = WholeRange.closed(IMAGE_SIDE_LEAST, IMAGE_SIDE_MOST);

    /** Seeds stay exact in every JSON reader, also where numbers are doubles. */
    static final WholeRange SEED = WholeRange.closed(0, (1L << 53) - 1);

    static final Map<String, Priority> PRIORITIES =
            Collections.unmodifiableMap(new TreeMap<>(Map.of("normal", Priority.NORMAL, "urgent", Priority.URGENT)));

    static final Map<String, Retention> RETENTIONS = Collections.unmodifiableMap(new TreeMap<>(
            Map.of("all", Retention.ALL, "perturbations", Retention.PERTURBATIONS, "metrics", Retention.METRICS)));

    static final NumberRange STEP_SIZE = NumberRange.positive(1);
    static final NumberRange BUDGET = NumberRange.positive(255);
    static final NumberRange NOISE_SIGMA = NumberRange.closed(0, 1);

    static final WholeRange RESTARTS = WholeRange.closed(1, 64);
    static final WholeRange SAMPLES = WholeRange.closed(1, 64);
    static final NumberRange WEIGHT = NumberRange.closed(0, 1000);
    static final NumberRange IMPROVEMENT = NumberRange.closed(0, 1);
    static final double USUAL_IMPROVEMENT = 1e-3;

    /** Images that go through a network in one step of a job. */
    static final long ROWS_MOST = 4096;

    static final WholeRange PLACE = WholeRange.closed(0, IMAGE_SIDE_MOST - 1);
    static final WholeRange EXTENT = WholeRange.closed(1, IMAGE_SIDE_MOST);

    static final Pattern TEXT = Pattern.compile("[A-Za-z0-9 .!?-]{1,20}");
    static final String TEXT_EXPECTED = "text of 1 to 20 letters A to Z, digits, spaces and -.!? (quote a number)";
    static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    static final String COLOUR_EXPECTED = "a colour such as \"#ff0000\" (quoted, because # begins a comment)";

    /** Below this, in pixels, a kernel's shape would vanish in rounding. */
    static final double SHAPE_LEAST = 0.01;

    static final NumberRange SHAPE = NumberRange.closed(SHAPE_LEAST, 255);
    static final NumberRange GAUSSIAN_SIGMA = SHAPE;
    static final NumberRange ANGLE = NumberRange.closed(-360, 360);

    static final WholeRange GRID_SIDE = WholeRange.closed(1, 16);

    static final WholeRange FRAMES = WholeRange.closed(3, 1001);
    static final NumberRange SHIFT = NumberRange.closed(0, KERNEL_SIZE_MOST / 2);
    static final NumberRange ROTATION = NumberRange.closed(0, 45);
    static final NumberRange TILT = NumberRange.closed(0, 20);
    static final NumberRange FOCAL_LENGTH = NumberRange.closed(0.1, 100);

    private Limits() {}
}
