package dev.shakedown.resultstore.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.service.problem.Checked;
import jakarta.ws.rs.core.MultivaluedHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    /** As Java, JavaScript and people write them: a campaign takes each of these as a budget. */
    @ParameterizedTest
    @ValueSource(strings = {"4", "4.0", "0.1", "2.6666666666666665", "0.3333333333333333", "1.0E-5", "1e-7", "255"})
    void aNumberIsReadToItsLastDigit(String text) {
        Parameters parameters = parameters(text);

        assertThat(parameters.number("budget", "a number")).isEqualTo(Double.parseDouble(text));
        assertThat(parameters.checked(() -> true)).isInstanceOf(Checked.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "4,5", "NaN", "Infinity", "0x1p3", "1e999", "4f", " 4"})
    void anythingElseIsRefused(String text) {
        Parameters parameters = parameters(text);

        assertThat(parameters.number("budget", "a number")).isNull();
        assertThat(parameters.checked(() -> true)).isInstanceOf(Checked.Invalid.class);
    }

    private static Parameters parameters(String budget) {
        MultivaluedHashMap<String, String> given = new MultivaluedHashMap<>();
        given.add("budget", budget);
        return new Parameters(given);
    }
}
