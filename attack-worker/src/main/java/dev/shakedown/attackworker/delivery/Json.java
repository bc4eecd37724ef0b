package dev.shakedown.attackworker.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes messages of the contract, which always can be written. */
public final class Json {

    private Json() {}

    /** The message as UTF-8 text. */
    public static byte[] bytes(ObjectMapper json, Object message) {
        try {
            return json.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message of the contract that is not JSON", e);
        }
    }
}
