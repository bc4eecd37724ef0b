package dev.shakedown.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes messages of the contract, which always can be written. */
final class Json {

    private Json() {}

    static byte[] bytes(ObjectMapper json, Object message) {
        try {
            return json.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message of the contract that is not JSON", e);
        }
    }
}
