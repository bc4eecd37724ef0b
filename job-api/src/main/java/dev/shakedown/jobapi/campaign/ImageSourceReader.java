package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads one entry of {@code images}. A sharp photograph is written {@code {name, sha256}}, or in the normalised form
 * {@code {type: sharp, name, sharp: {sha256}}}; an image that arrives blurred is the same in both forms, its
 * {@code type} may be left out.
 */
final class ImageSourceReader {

    private static final String EXPECTED = "a mapping with the sha256 of a sharp image, or with a blurred image";
    private static final String SHARP = "sharp";
    private static final String BLURRED = "blurred";
    private static final String DATA_SET = "dataSet";
    private static final Map<String, String> TYPES = new TreeMap<>(Map.of(SHARP, SHARP, BLURRED, BLURRED));

    private final UploadReader uploads;
    private final KernelReader kernels;
    private final Violations violations;

    ImageSourceReader(UploadReader uploads, KernelReader kernels, Violations violations) {
        this.uploads = uploads;
        this.kernels = kernels;
        this.violations = violations;
    }

    Optional<Located<ImageSource>> read(Located<JsonNode> place) {
        Optional<DocumentFields> opened = DocumentFields.open(place, EXPECTED, violations);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        DocumentFields fields = opened.get();
        return fields.choice("type", TYPES, fields.has(BLURRED) ? BLURRED : SHARP)
                .flatMap(type -> type.equals(SHARP) ? sharp(fields) : blurred(fields))
                .map(place::with);
    }

    private Optional<ImageSource> sharp(DocumentFields fields) {
        Optional<ImageRef> image;
        if (fields.has(SHARP)) {
            fields.refuseAllBut("a sharp image", List.of("type", "name", DATA_SET, SHARP));
            image = uploads.image(fields.at(SHARP));
        } else {
            fields.refuseAllBut(
                    "a sharp image", List.of("type", "name", DATA_SET, "sha256", "file", "width", "height", "recipe"));
            image = uploads.image(fields);
        }
        Optional<String> name = name(fields, image);
        Optional<String> dataSet = dataSet(fields);
        return image.flatMap(
                photograph -> name.map(label -> new ImageSource.Sharp(label, dataSet.orElse(null), photograph)));
    }

    private Optional<ImageSource> blurred(DocumentFields fields) {
        fields.refuseAllBut(
                "an image that arrives blurred", List.of("type", "name", DATA_SET, BLURRED, SHARP, "kernel"));
        Optional<ImageRef> image = uploads.image(fields.at(BLURRED));
        Optional<ImageRef> truth = fields.has(SHARP) ? uploads.image(fields.at(SHARP)) : Optional.empty();
        Optional<KernelSpec> kernel = fields.has("kernel") ? kernels.read(fields.at("kernel")) : Optional.empty();
        Optional<String> name = name(fields, image);
        boolean asked = (fields.has(SHARP) && truth.isEmpty()) || (fields.has("kernel") && kernel.isEmpty());
        if (image.isEmpty() || name.isEmpty() || asked) {
            return Optional.empty();
        }
        ImageSize size = ImageSize.of(image.get());
        if (truth.isPresent() && !ImageSize.of(truth.get()).equals(size)) {
            violations.add(
                    fields.path(SHARP),
                    ImageSize.of(truth.get()).toString(),
                    "of the size of the blurred image, %s%s"
                            .formatted(size, size.hintWhereTurned(ImageSize.of(truth.get()))));
            return Optional.empty();
        }
        if (kernel.isPresent() && kernel.get().size() > size.shorterSide()) {
            violations.add(
                    fields.path("kernel" + BlurSizeCheck.sizeField(kernel.get())),
                    Integer.toString(kernel.get().size()),
                    "at most %d, the image's shorter side".formatted(size.shorterSide()));
            return Optional.empty();
        }
        return Optional.of(new ImageSource.Blurred(
                name.get(), dataSet(fields).orElse(null), image.get(), truth.orElse(null), kernel.orElse(null)));
    }

    /** What is wrong with one is noted, which is enough to refuse the document. */
    private static Optional<String> dataSet(DocumentFields fields) {
        return fields.has(DATA_SET) ? fields.name(DATA_SET, NameRule.LABEL, null) : Optional.empty();
    }

    private static Optional<String> name(DocumentFields fields, Optional<ImageRef> image) {
        if (!fields.has("name") && image.isEmpty()) {
            return Optional.empty();
        }
        return fields.name(
                "name",
                NameRule.LABEL,
                image.map(ref -> ref.sha256().substring(0, 12)).orElse(null));
    }
}
