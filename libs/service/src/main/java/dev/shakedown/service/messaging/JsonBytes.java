package dev.shakedown.service.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Messages as JSON. */
public final class JsonBytes {

    private JsonBytes() {}

    /** The message as UTF-8 JSON; one that cannot be written is a bug. */
    public static byte[] of(ObjectMapper json, Object message) {
        try {
            return json.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not writable as JSON: " + message.getClass(), e);
        }
    }
}
