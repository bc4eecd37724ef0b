package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Distance.Measure;
import dev.shakedown.contract.campaign.Distance.Weighting;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.jobapi.document.DocumentFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how an objective measures: {@code measure}, {@code mask}, {@code weighting} and {@code clampOutput}. */
final class DistanceReader {

    /** The fields of a distance. */
    static final List<String> FIELDS = List.of("measure", "mask", "weighting", "clampOutput");

    private static final Map<String, Measure> MEASURES = Limits.words(Measure.values());
    private static final Map<String, Weighting> WEIGHTINGS = Limits.words(Weighting.values());
    private static final String RECTANGLE_EXPECTED = "a mapping with left, top, width and height in pixels";
    private static final String MASK_EXPECTED =
            "a mapping with a rectangle, inside and outside, or with the sha256 of an uploaded image";

    private final UploadReader uploads;

    DistanceReader(UploadReader uploads) {
        this.uploads = uploads;
    }

    /**
     * Reads a distance.
     *
     * @param clamps the value of {@code clampOutput} where nothing is said
     */
    Optional<Distance> read(DocumentFields fields, boolean clamps) {
        Optional<Measure> measure = fields.choice("measure", MEASURES, Measure.L2);
        Optional<Weighting> weighting =
                fields.has("weighting") ? fields.choice("weighting", WEIGHTINGS, null) : Optional.empty();
        Optional<Boolean> clampOutput = fields.flag("clampOutput", clamps);
        Optional<Mask> mask =
                fields.has("mask") ? fields.mapping("mask", MASK_EXPECTED).flatMap(this::mask) : Optional.empty();
        boolean refused = fields.has("mask") != mask.isPresent() || fields.has("weighting") != weighting.isPresent();
        return refused
                ? Optional.empty()
                : measure.flatMap(formula -> clampOutput.map(
                        clamped -> new Distance(formula, mask.orElse(null), weighting.orElse(null), clamped)));
    }

    private Optional<Mask> mask(DocumentFields fields) {
        if (fields.has("rectangle")) {
            return region(fields);
        }
        boolean normalised = fields.has("image");
        fields.refuseAllBut(
                "a mask",
                normalised
                        ? List.of("type", "name", "image")
                        : List.of(
                                "rectangle",
                                "inside",
                                "outside",
                                "name",
                                "sha256",
                                "file",
                                "width",
                                "height",
                                "recipe"));
        return (normalised ? uploads.image(fields.at("image")) : uploads.image(fields))
                .flatMap(image -> fields.name(
                                "name", NameRule.LABEL, image.sha256().substring(0, 12))
                        .map(name -> new Mask.Picture(name, image)));
    }

    /** Reads the region of an image in the field {@code rectangle}. */
    static Optional<Rectangle> rectangle(DocumentFields fields) {
        return fields.mapping("rectangle", RECTANGLE_EXPECTED).flatMap(rectangle -> {
            rectangle.refuseAllBut("a rectangle", List.of("left", "top", "width", "height"));
            Optional<Long> left = rectangle.whole("left", Limits.PLACE, null);
            Optional<Long> top = rectangle.whole("top", Limits.PLACE, null);
            Optional<Long> width = rectangle.whole("width", Limits.EXTENT, null);
            Optional<Long> height = rectangle.whole("height", Limits.EXTENT, null);
            return Stream.of(left, top, width, height).anyMatch(Optional::isEmpty)
                    ? Optional.empty()
                    : Optional.of(new Rectangle(
                            left.get().intValue(),
                            top.get().intValue(),
                            width.get().intValue(),
                            height.get().intValue()));
        });
    }

    private static Optional<Mask> region(DocumentFields fields) {
        fields.refuseAllBut("a mask", List.of("type", "rectangle", "inside", "outside"));
        Optional<Double> inside = fields.number("inside", Limits.WEIGHT, 1.0);
        Optional<Double> outside = fields.number("outside", Limits.WEIGHT, 0.0);
        if (inside.isPresent() && outside.isPresent() && inside.get() + outside.get() == 0) {
            fields.refuse("inside", "above 0 where outside is 0, because some pixel must count");
            return Optional.empty();
        }
        return rectangle(fields)
                .flatMap(rectangle ->
                        inside.flatMap(within -> outside.map(around -> new Mask.Region(rectangle, within, around))));
    }
}
