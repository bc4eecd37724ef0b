package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import java.util.List;
import java.util.Optional;

/** Reads over what an objective is averaged. */
final class ExpectationReader {

    private static final String EXPECTED = "a mapping with noiseSigma and samples, or with kernels, or with both";

    private final KernelReader kernels;

    ExpectationReader(KernelReader kernels) {
        this.kernels = kernels;
    }

    Optional<Expectation> read(DocumentFields attack) {
        return attack.mapping("expectation", EXPECTED).flatMap(this::expectation);
    }

    private Optional<Expectation> expectation(DocumentFields fields) {
        fields.refuseAllBut("an expectation", List.of("samples", "noiseSigma", "kernels"));
        Optional<Double> sigma = fields.number("noiseSigma", Limits.NOISE_SIGMA, 0.0);
        Optional<Long> samples = fields.whole("samples", Limits.SAMPLES, 1L);
        JsonNode written = fields.at("kernels").value();
        boolean none = written.isMissingNode() || (written.isArray() && written.isEmpty());
        List<Located<JsonNode>> places = none ? List.of() : fields.entries("kernels", "a list of kernels");
        List<KernelSpec> read =
                places.stream().map(kernels::read).flatMap(Optional::stream).toList();
        if (sigma.isEmpty() || samples.isEmpty() || read.size() < places.size()) {
            return Optional.empty();
        }
        if (sigma.get() == 0 && samples.get() > 1) {
            fields.refuse("samples", "1, because without noiseSigma every draw is the same");
            return Optional.empty();
        }
        if (sigma.get() == 0 && read.isEmpty()) {
            fields.refuse("noiseSigma", "above 0 where there are no kernels, because nothing would be drawn");
            return Optional.empty();
        }
        return Optional.of(new Expectation(samples.get().intValue(), sigma.get(), read));
    }
}
