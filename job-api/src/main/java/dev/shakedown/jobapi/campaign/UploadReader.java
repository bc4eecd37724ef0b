package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.NumberRange;
import dev.shakedown.jobapi.document.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads references to what was uploaded, {@code sha256} and perhaps the size, and holds them against the store. */
final class UploadReader {

    /** The fields of a reference to an image; {@code file} is known only so that it can be explained. */
    static final List<String> IMAGE_FIELDS = List.of("sha256", "file", "width", "height", "recipe");

    static final String IMAGE_EXPECTED = "a mapping with the sha256 of an uploaded image";

    private final Map<String, BlobDescription> uploads;
    private final Violations violations;

    UploadReader(Map<String, BlobDescription> uploads, Violations violations) {
        this.uploads = uploads;
        this.violations = violations;
    }

    /** Every well-formed {@code sha256} anywhere in a document. */
    static Set<String> mentioned(JsonNode root) {
        Set<String> sha256s = new HashSet<>();
        for (JsonNode value : root.findValues("sha256")) {
            if (value.isTextual() && Limits.SHA256.matcher(value.textValue()).matches()) {
                sha256s.add(value.textValue());
            }
        }
        return sha256s;
    }

    /** A mapping that is a reference to an image and nothing else. */
    Optional<ImageRef> image(Located<JsonNode> place) {
        return DocumentFields.open(place, IMAGE_EXPECTED, violations).flatMap(fields -> {
            fields.refuseAllBut("a reference to an image", IMAGE_FIELDS);
            return image(fields);
        });
    }

    /** A reference to an image among other fields. */
    Optional<ImageRef> image(DocumentFields fields) {
        Optional<BlobDescription> upload = upload(fields, "an uploaded image", "POST /api/v1/images");
        if (upload.isEmpty()) {
            return Optional.empty();
        }
        BlobDescription description = upload.get();
        Integer width = description.width();
        Integer height = description.height();
        if (!description.mediaType().startsWith("image/") || width == null || height == null) {
            fields.refuse("sha256", "the SHA-256 of an uploaded image; this is stored as " + description.mediaType());
            return Optional.empty();
        }
        if (!withinLimits(width, height)) {
            fields.refuse(
                    "sha256",
                    "an image with sides of %d to %d and at most %d pixels; this is %dx%d"
                            .formatted(
                                    Limits.IMAGE_SIDE_LEAST,
                                    Limits.IMAGE_SIDE_MOST,
                                    Limits.IMAGE_PIXELS_MOST,
                                    width,
                                    height));
            return Optional.empty();
        }
        boolean agrees = agrees(fields, "width", width) & agrees(fields, "height", height);
        Optional<String> recipe = fields.has("recipe")
                ? fields.text("recipe", Limits.RECIPE, Limits.RECIPE_EXPECTED, null)
                : Optional.empty();
        return agrees
                ? Optional.of(new ImageRef(description.sha256(), width, height, recipe.orElse(null)))
                : Optional.empty();
    }

    /** The side of the kernel that {@code sha256} names; it must agree with {@code size} where that is given. */
    Optional<Integer> kernelSide(DocumentFields fields) {
        Optional<BlobDescription> upload = upload(fields, "an uploaded kernel", "POST /api/v1/kernels");
        if (upload.isEmpty()) {
            return Optional.empty();
        }
        Integer side = upload.get().width();
        if (!upload.get().mediaType().equals(BlobDescription.KERNEL)
                || side == null
                || !side.equals(upload.get().height())
                || !Limits.KERNEL_SIZE.holds().test(side)) {
            fields.refuse(
                    "sha256",
                    "the SHA-256 of an uploaded kernel; this is stored as "
                            + upload.get().mediaType());
            return Optional.empty();
        }
        return agrees(fields, "size", side) ? Optional.of(side) : Optional.empty();
    }

    private Optional<BlobDescription> upload(DocumentFields fields, String what, String uploadCall) {
        if (fields.has("file")) {
            fields.refuse(
                    "file",
                    "replaced by the sha256 of %s: ./shakedown submit uploads files and puts it in, or upload with %s"
                            .formatted(what, uploadCall));
            return Optional.empty();
        }
        Optional<String> sha256 = fields.text("sha256", Limits.SHA256, Limits.SHA256_EXPECTED, null);
        Optional<BlobDescription> upload = sha256.map(uploads::get);
        if (sha256.isPresent() && upload.isEmpty()) {
            fields.refuse(
                    "sha256",
                    "the SHA-256 of %s; the result-store has no such file, upload it with %s"
                            .formatted(what, uploadCall));
        }
        return upload;
    }

    private static boolean agrees(DocumentFields fields, String name, int actual) {
        return fields.whole(
                        name,
                        new NumberRange(value -> value == actual, "%d, as the uploaded file has it".formatted(actual)),
                        (long) actual)
                .isPresent();
    }

    private static boolean withinLimits(int width, int height) {
        return Limits.IMAGE_SIDE.holds().test(width)
                && Limits.IMAGE_SIDE.holds().test(height)
                && (long) width * height <= Limits.IMAGE_PIXELS_MOST;
    }
}
