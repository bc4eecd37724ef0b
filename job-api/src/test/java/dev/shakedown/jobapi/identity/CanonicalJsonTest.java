package dev.shakedown.jobapi.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    @Test
    void sortsKeysAndLeavesNoSpace() throws JsonProcessingException {
        assertThat(canonical("{ \"b\": [1, {\"d\": null, \"c\": true}], \"a\": \"x\\ny\" }"))
                .isEqualTo("{\"a\":\"x\\ny\",\"b\":[1,{\"c\":true,\"d\":null}]}");
    }

    @Test
    void spellsEqualNumbersAlike() throws JsonProcessingException {
        assertThat(canonical("[4, 4.0, 4e0, 40e-1, -0.0, 0, 1e20]")).isEqualTo("[4,4,4,4,0,0,100000000000000000000]");
    }

    @Test
    void tellsNeighbouringDoublesApart() {
        double number = 0.001;

        String spelled = CanonicalJson.text(JsonNodeFactory.instance.numberNode(number));
        String neighbour = CanonicalJson.text(JsonNodeFactory.instance.numberNode(Math.nextUp(number)));

        assertThat(spelled)
                .isEqualTo("0.001000000000000000020816681711721685132943093776702880859375")
                .isNotEqualTo(neighbour);
    }

    private static String canonical(String json) throws JsonProcessingException {
        return CanonicalJson.text(new ObjectMapper().readTree(json));
    }
}
