package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.imaging.image.PhotographRecipe;
import dev.shakedown.imaging.image.PhotographRecipe.Crop;
import dev.shakedown.imaging.image.PhotographRecipe.Exact;
import dev.shakedown.imaging.image.PhotographRecipe.Fit;
import dev.shakedown.imaging.image.PhotographRecipe.LongerSide;
import dev.shakedown.imaging.image.PhotographRecipe.Resize;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields beside a {@code file} that say what is done to the photograph: {@code crop}, {@code resize}, {@code fit}
 * and {@code background}. The service does not know them.
 */
final class PhotographOptions {

    private static final String CROP = "crop";
    private static final String RESIZE = "resize";
    private static final String FIT = "fit";
    private static final String BACKGROUND = "background";
    private static final int LONGEST = 8192;
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final Map<String, Integer> COLOURS = Map.of("white", 0xffffff, "black", 0x000000, "grey", 0x808080);
    private static final Map<String, Fit> FITS = Map.of("crop", Fit.CROP, "resize", Fit.RESIZE, "skip", Fit.SKIP);

    private final String place;
    private final ObjectNode node;
    private final LocalFiles local;

    private PhotographOptions(String place, ObjectNode node, LocalFiles local) {
        this.place = place;
        this.node = node;
        this.local = local;
    }

    /** Takes the fields out of an image of the campaign, whose {@code fit} says how it gets its size. */
    static PhotographRecipe take(String place, ObjectNode node, LocalFiles local) {
        PhotographOptions options = new PhotographOptions(place, node, local);
        Optional<Fit> fit = options.fit();
        Resize resize = options.resize(fit.orElse(Fit.CROP)).orElse(null);
        if (fit.isPresent() && !(resize instanceof Exact)) {
            options.refuse(
                    FIT, "must stand beside a resize to a width and height, for example resize: 640x480, fit: crop");
        }
        if (node.has("kernel") && resize != null) {
            options.refuse(
                    RESIZE, "must be absent beside a kernel, because a resized picture has another blur; use crop");
        }
        return options.taken(resize);
    }

    /** Takes the fields out of a target or mask, whose {@code fit} is to the images under attack. */
    static Taken takeFitted(String place, ObjectNode node, LocalFiles local) {
        PhotographOptions options = new PhotographOptions(place, node, local);
        Fit fit = options.fit().orElse(null);
        Resize resize = options.resize(Fit.CROP).orElse(null);
        if (fit != null && fit != Fit.SKIP && resize != null) {
            options.refuse(FIT, "must be absent or skip beside resize; it is resized to the size of the images");
        }
        return new Taken(options.taken(resize), fit);
    }

    /** What the fields of a target say. */
    record Taken(PhotographRecipe recipe, @Nullable Fit fit) {}

    private PhotographRecipe taken(@Nullable Resize resize) {
        PhotographRecipe recipe =
                new PhotographRecipe(crop().orElse(null), resize, background().orElse(null));
        node.remove(List.of(CROP, RESIZE, FIT, BACKGROUND));
        return recipe;
    }

    private Optional<Fit> fit() {
        return read(FIT, value -> Optional.ofNullable(FITS.get(value.asText())), "crop, resize or skip");
    }

    private Optional<Resize> resize(Fit fit) {
        return read(
                RESIZE,
                value -> value.isIntegralNumber() && value.asLong() >= 2 && value.asLong() <= LONGEST
                        ? Optional.of(new LongerSide(value.asInt()))
                        : size(value).map(size -> new Exact(size[0], size[1], fit)),
                "the longer side in pixels, for example 1024, or WIDTHxHEIGHT, for example 640x480; 2 to 8192");
    }

    private Optional<Crop> crop() {
        return read(
                CROP,
                value -> value instanceof ObjectNode box
                        ? box(box)
                        : size(value).map(size -> new Crop(null, null, size[0], size[1])),
                "WIDTHxHEIGHT of the middle, for example 640x480, or {left: 0, top: 0, width: 640, height: 480}");
    }

    private static Optional<Crop> box(ObjectNode box) {
        List<String> names = List.of("left", "top", "width", "height");
        boolean isWhole = box.size() == names.size()
                && names.stream()
                        .allMatch(
                                name -> box.path(name).isInt() && box.path(name).asInt() >= 0);
        return isWhole && box.get("width").asInt() > 0 && box.get("height").asInt() > 0
                ? Optional.of(new Crop(
                        box.get("left").asInt(),
                        box.get("top").asInt(),
                        box.get("width").asInt(),
                        box.get("height").asInt()))
                : Optional.empty();
    }

    private Optional<Integer> background() {
        return read(
                BACKGROUND,
                value -> {
                    String text = value.asText().toLowerCase(Locale.ROOT);
                    return COLOUR.matcher(text).matches()
                            ? Optional.of(Integer.parseInt(text.substring(1), 16))
                            : Optional.ofNullable(COLOURS.get(text));
                },
                "white, black, grey or a colour such as \"#ff8000\" (quoted)");
    }

    private static Optional<int[]> size(JsonNode value) {
        Matcher size = SIZE.matcher(value.asText());
        if (!value.isTextual() || !size.matches()) {
            return Optional.empty();
        }
        int width = Integer.parseInt(size.group(1));
        int height = Integer.parseInt(size.group(2));
        return Math.min(width, height) >= 2 && Math.max(width, height) <= LONGEST
                ? Optional.of(new int[] {width, height})
                : Optional.empty();
    }

    private interface Reader<T> {
        Optional<? extends T> read(JsonNode value);
    }

    private <T> Optional<T> read(String name, Reader<T> reader, String expected) {
        JsonNode value = node.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Optional<? extends T> read = reader.read(value);
        if (read.isEmpty()) {
            refuse(name, "must be " + expected);
        }
        return read.map(found -> found);
    }

    private void refuse(String name, String line) {
        JsonNode value = node.path(name);
        local.refuse("%s.%s: %s: %s".formatted(place, name, value.isTextual() ? value.asText() : value, line));
    }
}
