package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one entry of {@code blurs}. */
final class BlurReader {

    private static final String EXPECTED =
            "a mapping with a kernel, a grid or a cameraPath, and perhaps boundary, noise, clampBlurred and roundTo8Bit";
    private static final List<String> MODELS = List.of("kernel", "grid", "cameraPath");

    /** Of a camera with a normal lens, in image widths: 43 mm on 36 mm. */
    private static final double FOCAL_LENGTH = 1.2;

    private static final long FRAMES = 65;

    private static final BlurSpec.Noise NO_NOISE = new BlurSpec.Noise(0, 0);
    private static final Map<String, Boundary> BOUNDARIES = new LinkedHashMap<>();

    static {
        for (Boundary boundary : Boundary.values()) {
            BOUNDARIES.put(boundary.name().toLowerCase(Locale.ROOT), boundary);
        }
    }

    private final KernelReader kernels;
    private final Violations violations;

    BlurReader(KernelReader kernels, Violations violations) {
        this.kernels = kernels;
        this.violations = violations;
    }

    Optional<Located<BlurSpec>> read(Located<JsonNode> place) {
        Optional<DocumentFields> opened = DocumentFields.open(place, EXPECTED, violations);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        DocumentFields fields = opened.get();
        fields.refuseAllBut(
                "a blur", List.of("kernel", "grid", "cameraPath", "boundary", "noise", "clampBlurred", "roundTo8Bit"));
        Optional<BlurModel> model = model(fields);
        Optional<Boundary> boundary = fields.choice("boundary", BOUNDARIES, Boundary.REFLECT);
        Optional<BlurSpec.Noise> noise = fields.has("noise") ? noise(fields) : Optional.of(NO_NOISE);
        Optional<Boolean> clamped = fields.flag("clampBlurred", true);
        Optional<Boolean> rounded = fields.flag("roundTo8Bit", false);
        if (Stream.of(model, boundary, noise, clamped, rounded).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        if (rounded.get() && !clamped.get()) {
            fields.refuse("clampBlurred", "true where roundTo8Bit is true, because a saved file is clamped to [0,1]");
            return Optional.empty();
        }
        return Optional.of(
                place.with(new BlurSpec(model.get(), boundary.get(), noise.get(), clamped.get(), rounded.get())));
    }

    private Optional<BlurModel> model(DocumentFields fields) {
        List<String> given = MODELS.stream().filter(fields::has).toList();
        if (given.size() > 1) {
            fields.refuse(given.get(1), "absent, because the blur has a %s".formatted(given.get(0)));
            return Optional.empty();
        }
        if (fields.has("grid")) {
            return grid(fields).map(grid -> grid);
        }
        if (fields.has("cameraPath")) {
            return cameraPath(fields).map(path -> path);
        }
        return kernels.read(fields.at("kernel")).map(kernel -> kernel);
    }

    private Optional<KernelGrid> grid(DocumentFields blur) {
        return blur.mapping("grid", "a mapping with rows, columns and kernels").flatMap(fields -> {
            fields.refuseAllBut("a grid", List.of("rows", "columns", "kernels"));
            Optional<Integer> rows =
                    fields.whole("rows", Limits.GRID_SIDE, null).map(Long::intValue);
            Optional<Integer> columns =
                    fields.whole("columns", Limits.GRID_SIDE, null).map(Long::intValue);
            List<Located<JsonNode>> entries = fields.entries("kernels", "a list of rows x columns kernels, row by row");
            List<KernelSpec> read = entries.stream()
                    .map(kernels::read)
                    .flatMap(Optional::stream)
                    .toList();
            if (rows.isEmpty() || columns.isEmpty() || read.isEmpty() || read.size() < entries.size()) {
                return Optional.empty();
            }
            int expected = rows.get() * columns.get();
            if (read.size() != expected) {
                violations.add(
                        fields.path("kernels"),
                        "%d kernels".formatted(read.size()),
                        "a list of %d kernels, row by row, for %d rows and %d columns"
                                .formatted(expected, rows.get(), columns.get()));
                return Optional.empty();
            }
            return Optional.of(new KernelGrid(rows.get(), columns.get(), read));
        });
    }

    private Optional<CameraPath> cameraPath(DocumentFields blur) {
        String expected = "a mapping with maxShift, maxRotation or maxTilt, and perhaps focalLength, frames and seed";
        return blur.mapping("cameraPath", expected).flatMap(fields -> {
            fields.refuseAllBut(
                    "a camera path", List.of("maxShift", "maxRotation", "maxTilt", "focalLength", "frames", "seed"));
            Optional<Double> shift = fields.number("maxShift", Limits.SHIFT, 0.0);
            Optional<Double> rotation = fields.number("maxRotation", Limits.ROTATION, 0.0);
            Optional<Double> tilt = fields.number("maxTilt", Limits.TILT, 0.0);
            Optional<Double> focalLength = fields.number("focalLength", Limits.FOCAL_LENGTH, FOCAL_LENGTH);
            Optional<Integer> frames =
                    fields.whole("frames", Limits.FRAMES, FRAMES).map(Long::intValue);
            Optional<Long> seed = fields.whole("seed", Limits.SEED, 0L);
            if (Stream.of(shift, rotation, tilt, focalLength, frames, seed).anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            if (shift.get() + rotation.get() + tilt.get() == 0) {
                violations.add(
                        fields.path(), "a camera that stands still", "a maxShift, maxRotation or maxTilt above 0");
                return Optional.empty();
            }
            return Optional.of(new CameraPath(
                    shift.get(), rotation.get(), tilt.get(), focalLength.get(), frames.get(), seed.get()));
        });
    }

    private static Optional<BlurSpec.Noise> noise(DocumentFields blur) {
        return blur.mapping("noise", "a mapping with sigma and perhaps seed").flatMap(fields -> {
            fields.refuseAllBut("noise", List.of("sigma", "seed"));
            Optional<Double> sigma = fields.number("sigma", Limits.NOISE_SIGMA, null);
            Optional<Long> seed = fields.whole("seed", Limits.SEED, 0L);
            return sigma.flatMap(
                    width -> seed.map(number -> width == 0 ? NO_NOISE : new BlurSpec.Noise(width, number)));
        });
    }
}
