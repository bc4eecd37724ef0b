package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.jobapi.document.NumberRange;
import java.util.Collections;
import java.util.Locale;
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

    static final Pattern RECIPE = Pattern.compile("[\\x20-\\x7e]{1,500}");
    static final String RECIPE_EXPECTED = "1 to 500 printable ASCII characters that say how the image was made";

    static final int KERNEL_SIZE_MOST = 255;

    static final NumberRange SCHEMA = NumberRange.whole(1, 1);
    static final NumberRange KERNEL_SIZE = NumberRange.odd(3, KERNEL_SIZE_MOST);
    static final NumberRange STEPS = NumberRange.whole(1, 100_000);
    static final NumberRange IMAGE_SIDE = NumberRange.whole(IMAGE_SIDE_LEAST, IMAGE_SIDE_MOST);

    /** Seeds stay exact in every JSON reader, also where numbers are doubles. */
    static final NumberRange SEED = NumberRange.whole(0, (1L << 53) - 1);

    static final NumberRange SEEDS = NumberRange.whole(1, 1000);

    static final Map<String, Priority> PRIORITIES = words(Priority.values());
    static final Map<String, Retention> RETENTIONS = words(Retention.values());
    static final Map<String, Boolean> IN_BFLOAT16 =
            Collections.unmodifiableMap(new TreeMap<>(Map.of("bfloat16", true, "float32", false)));
    static final NumberRange STEP_SIZE = NumberRange.positive(1);
    static final NumberRange BUDGET_PARTS = NumberRange.closed(0.01, 1_000_000);
    static final Pattern BUDGET_SHARE = Pattern.compile("budget ?/ ?([0-9]{1,7}(?:\\.[0-9]{1,9})?)");
    static final String STEP_SIZE_EXPECTED =
            "a number above 0 and at most 1, or budget/N with N from 0.01 to 1000000, for example budget/4";
    static final NumberRange BUDGET = NumberRange.positive(255);
    static final NumberRange KERNEL_BUDGET = NumberRange.closed(0.001, 1);
    static final NumberRange LOSS = NumberRange.closed(0.01, 100);
    static final NumberRange TOLERANCE = NumberRange.closed(0.01, 255);
    static final double USUAL_TOLERANCE = 0.25;
    static final NumberRange PSNR = NumberRange.closed(-100, 200);
    static final NumberRange NOISE_SIGMA = NumberRange.closed(0, 1);

    static final NumberRange RESTARTS = NumberRange.whole(1, 64);
    static final NumberRange SAMPLES = NumberRange.whole(1, 64);
    static final NumberRange JPEG_QUALITY = NumberRange.whole(1, 100);
    static final NumberRange WEIGHT = NumberRange.closed(0, 1000);
    static final NumberRange IMPROVEMENT = NumberRange.closed(0, 1);
    static final double USUAL_IMPROVEMENT = 1e-3;

    /** Images that go through a network in one step of a job. */
    static final long ROWS_MOST = 4096;

    static final NumberRange PLACE = NumberRange.whole(0, IMAGE_SIDE_MOST - 1);
    static final NumberRange EXTENT = NumberRange.whole(1, IMAGE_SIDE_MOST);

    static final Pattern TEXT = Pattern.compile("[A-Za-z0-9 .!?-]{1,20}");
    static final String TEXT_EXPECTED = "text of 1 to 20 letters A to Z, digits, spaces and -.!? (quote a number)";
    static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    static final String COLOUR_EXPECTED = "a colour such as \"#ff0000\" (quoted, because # begins a comment)";

    /** Below this, in pixels, a kernel's shape would vanish in rounding. */
    static final double SHAPE_LEAST = 0.01;

    static final NumberRange SHAPE = NumberRange.closed(SHAPE_LEAST, 255);
    static final NumberRange GAUSSIAN_SIGMA = SHAPE;
    static final NumberRange ANGLE = NumberRange.closed(-360, 360);

    static final NumberRange GRID_SIDE = NumberRange.whole(1, 16);

    static final NumberRange FRAMES = NumberRange.whole(3, 1001);
    static final NumberRange SHIFT = NumberRange.closed(0, KERNEL_SIZE_MOST / 2);
    static final NumberRange ROTATION = NumberRange.closed(0, 45);
    static final NumberRange TILT = NumberRange.closed(0, 20);
    static final NumberRange FOCAL_LENGTH = NumberRange.closed(0.1, 100);

    static final int METRICS_MOST = 10;
    static final String METRICS_EXPECTED = "psnr-y, ssim-y, or jpeg-Q with a quality Q from 1 to 100, such as jpeg-75";

    private Limits() {}

    /** The words for an enum in documents, sorted. */
    static <E extends Enum<E>> Map<String, E> words(E[] values) {
        Map<String, E> words = new TreeMap<>();
        for (E value : values) {
            words.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return Collections.unmodifiableMap(words);
    }
}
