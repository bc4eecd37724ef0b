package dev.shakedown.jobapi.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.imaging.kernel.KernelFormat;
import dev.shakedown.imaging.kernel.KernelSelection;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import org.junit.jupiter.api.Test;

class KernelParametersTest {

    private static final String FORMATS = "one of png, npy, text, mat";

    @Test
    void readsAllOfThem() {
        assertThat(KernelParameters.read("mat", "kernels", "7", "true", "levin-8"))
                .isEqualTo(new Checked.Valid<>(
                        new KernelParameters(KernelFormat.MAT, new KernelSelection("kernels", 7), true, "levin-8")));
    }

    @Test
    void needsOnlyTheFormat() {
        assertThat(KernelParameters.read("npy", null, null, null, null))
                .isEqualTo(
                        new Checked.Valid<>(new KernelParameters(KernelFormat.NPY, KernelSelection.ONLY, false, null)));
    }

    @Test
    void namesTheParameterTheValueAndWhatWouldBeRight() {
        assertThat(KernelParameters.read(null, null, null, null, null)).isEqualTo(rejected("format", null, FORMATS));
        assertThat(KernelParameters.read("NPY", null, null, null, null))
                .isEqualTo(rejected("format", "NPY", FORMATS + "; did you mean npy?"));
        assertThat(KernelParameters.read("mat", null, "-1", null, null))
                .isEqualTo(rejected("index", "-1", "a whole number from 0 to 999999"));
        assertThat(KernelParameters.read("mat", null, "9999999", null, null))
                .isEqualTo(rejected("index", "9999999", "a whole number from 0 to 999999"));
        assertThat(KernelParameters.read("mat", null, null, null, "a\nb"))
                .isEqualTo(rejected("name", "a\nb", NameRule.LABEL.expected()));
        assertThat(KernelParameters.read("mat", null, null, "yes", null))
                .isEqualTo(rejected("pad", "yes", "true or false"));
    }

    private static Checked<KernelParameters> rejected(String field, String value, String expected) {
        return new Checked.Invalid<>(ProblemType.invalidParameter(field, value, expected));
    }
}
