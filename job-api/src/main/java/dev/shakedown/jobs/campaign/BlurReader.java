package dev.shakedown.jobs.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.jobs.document.DocumentFields;
import dev.shakedown.jobs.document.Located;
import dev.shakedown.jobs.document.Violations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one entry of {@code blurs}. */
final class BlurReader {

    private static final String EXPECTED = "a mapping with a kernel, and perhaps boundary, noise and roundTo8Bit";
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
        fields.refuseAllBut("a blur", List.of("kernel", "boundary", "noise", "roundTo8Bit"));
        Optional<KernelSpec> kernel = kernels.read(fields.at("kernel"));
        Optional<Boundary> boundary = fields.choice("boundary", BOUNDARIES, Boundary.REFLECT);
        Optional<BlurSpec.Noise> noise = fields.has("noise") ? noise(fields) : Optional.of(NO_NOISE);
        Optional<Boolean> rounded = fields.flag("roundTo8Bit", false);
        if (kernel.isEmpty() || boundary.isEmpty() || noise.isEmpty() || rounded.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(place.with(new BlurSpec(kernel.get(), boundary.get(), noise.get(), rounded.get())));
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
