package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.NumberRange;
import dev.shakedown.jobapi.document.Violations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads blur kernels. */
final class KernelReader {

    private static final String EXPECTED = "a mapping with a type and the fields of that type of kernel";

    /** What the command line replaces before it submits a document. */
    private static final List<String> FIELDS_WITH_A_PATH =
            List.of("type", "sha256", "size", "name", "file", "format", "variable", "index", "pad");

    private final UploadReader uploads;
    private final Violations violations;

    KernelReader(UploadReader uploads, Violations violations) {
        this.uploads = uploads;
        this.violations = violations;
    }

    Optional<KernelSpec> read(Located<JsonNode> place) {
        return DocumentFields.open(place, EXPECTED, violations)
                .flatMap(fields ->
                        fields.choice("type", KernelType.BY_WORD, null).flatMap(type -> adjusted(type, fields)));
    }

    private Optional<KernelSpec> adjusted(KernelType type, DocumentFields fields) {
        boolean path = type == KernelType.FILE && fields.has("file");
        List<String> known = new ArrayList<>(path ? FIELDS_WITH_A_PATH : type.fields());
        known.addAll(KernelType.ADJUSTMENTS);
        fields.refuseAllBut("a %s kernel".formatted(type.word()), known);
        Optional<KernelSpec> kernel = read(type, fields);
        Optional<Boolean> recentre = fields.flag("recentre", false);
        Optional<Integer> scaleTo = fields.has("scaleTo")
                ? fields.whole("scaleTo", Limits.KERNEL_SIZE, null).map(Long::intValue)
                : kernel.map(KernelSpec::size);
        return kernel.flatMap(plain -> recentre.flatMap(
                centred -> scaleTo.map(side -> adjusted(plain, side, centred, fields.has("scaleTo")))));
    }

    /** A kernel scaled to the side that it has anyway is that kernel, and the same job. */
    private static KernelSpec adjusted(KernelSpec kernel, int side, boolean recentre, boolean scaled) {
        if (!recentre && side == kernel.size()) {
            return kernel;
        }
        return new KernelSpec.Adjusted(kernel, scaled ? (Integer) side : null, recentre);
    }

    private Optional<KernelSpec> read(KernelType type, DocumentFields fields) {
        return switch (type) {
            case CAMERA_SHAKE -> cameraShake(fields);
            case GAUSSIAN -> gaussian(fields);
            case DISK -> disk(fields);
            case LINEAR_MOTION -> linearMotion(fields);
            case FILE -> file(fields);
            case ADJUSTED -> notAdjusted(fields);
        };
    }

    private Optional<KernelSpec> notAdjusted(DocumentFields fields) {
        Optional<KernelSpec> kernel = read(fields.at("kernel"));
        if (kernel.isPresent() && kernel.get() instanceof KernelSpec.Adjusted) {
            fields.refuse("kernel", "a kernel that is not adjusted itself");
            return Optional.empty();
        }
        return kernel;
    }

    private static Optional<KernelSpec> cameraShake(DocumentFields fields) {
        Optional<Integer> size = size(fields);
        Optional<Long> seed = fields.whole("seed", Limits.SEED, 0L);
        return size.flatMap(side -> seed.map(number -> new KernelSpec.CameraShake(side, number)));
    }

    private static Optional<KernelSpec> gaussian(DocumentFields fields) {
        Optional<Integer> size = size(fields);
        Optional<Double> sigma = fields.number("sigma", Limits.GAUSSIAN_SIGMA, null);
        return size.flatMap(side -> sigma.map(width -> new KernelSpec.Gaussian(side, width)));
    }

    private static Optional<KernelSpec> disk(DocumentFields fields) {
        Optional<Integer> size = size(fields);
        NumberRange range =
                size.map(side -> inside(side / 2.0, "half the kernel's size")).orElse(Limits.SHAPE);
        return fields.number("radius", range, null)
                .flatMap(radius -> size.map(side -> new KernelSpec.Disk(side, radius)));
    }

    private static Optional<KernelSpec> linearMotion(DocumentFields fields) {
        Optional<Integer> size = size(fields);
        NumberRange range = size.map(side -> inside(side, "the kernel's size")).orElse(Limits.SHAPE);
        Optional<Double> length = fields.number("length", range, null);
        Optional<Double> angle = fields.number("angle", Limits.ANGLE, null);
        return size.flatMap(side ->
                length.flatMap(extent -> angle.map(degrees -> new KernelSpec.LinearMotion(side, extent, degrees))));
    }

    private Optional<KernelSpec> file(DocumentFields fields) {
        Optional<Integer> side = uploads.kernelSide(fields);
        if (side.isEmpty()) {
            return Optional.empty();
        }
        String sha256 = fields.at("sha256").value().textValue();
        return fields.name("name", NameRule.LABEL, sha256.substring(0, 12))
                .map(name -> new KernelSpec.File(side.get(), sha256, name));
    }

    private static Optional<Integer> size(DocumentFields fields) {
        return fields.whole("size", Limits.KERNEL_SIZE, null).map(Long::intValue);
    }

    private static NumberRange inside(double most, String why) {
        NumberRange range = NumberRange.closed(Limits.SHAPE_LEAST, most);
        return new NumberRange(range.holds(), range.expected() + ", " + why);
    }

    /**
     * The types of kernel that a document can name, with the fields of each. Any of them may also be adjusted in place;
     * the normalised form of that is the last type.
     */
    enum KernelType {
        CAMERA_SHAKE("camera-shake", List.of("type", "size", "seed")),
        GAUSSIAN("gaussian", List.of("type", "size", "sigma")),
        DISK("disk", List.of("type", "size", "radius")),
        LINEAR_MOTION("linear-motion", List.of("type", "size", "length", "angle")),
        FILE("file", List.of("type", "sha256", "size", "name")),
        ADJUSTED("adjusted", List.of("type", "kernel"));

        /** What every kernel may have besides. */
        static final List<String> ADJUSTMENTS = List.of("scaleTo", "recentre");

        static final Map<String, KernelType> BY_WORD = new LinkedHashMap<>();

        static {
            for (KernelType type : values()) {
                BY_WORD.put(type.word, type);
            }
        }

        private final String word;
        private final List<String> fields;

        KernelType(String word, List<String> fields) {
            this.word = word;
            this.fields = fields;
        }

        String word() {
            return word;
        }

        List<String> fields() {
            return fields;
        }
    }
}
