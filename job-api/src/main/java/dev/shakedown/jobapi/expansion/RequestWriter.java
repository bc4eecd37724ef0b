package dev.shakedown.jobapi.expansion;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.job.AttackRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes very many requests of one campaign as the JSON mapper would write each: what they have in common (the same
 * object, not an equal one) is written once and remembered. Not thread-safe.
 */
final class RequestWriter {

    private static final TypeReference<List<ImageSource>> IMAGES = new TypeReference<>() {};
    private static final SerializableString NOTHING = new SerializedString("null");

    private final ObjectMapper json;
    private final Map<Object, SerializableString> written = new IdentityHashMap<>();

    RequestWriter(ObjectMapper json) {
        this.json = json;
    }

    /** The request as UTF-8 JSON, its fields in the order of the record's components. */
    byte[] bytes(AttackRequest request) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(2048);
                JsonGenerator to = json.createGenerator(bytes)) {
            to.writeStartObject();
            to.writeNumberField("schema", request.schema());
            to.writeStringField("jobId", request.jobId());
            to.writeStringField("campaignId", request.campaignId());
            to.writeNumberField("ordinal", request.ordinal());
            part(to, "source", request.source());
            part(to, "blur", request.blur());
            part(to, "network", request.network());
            part(to, "judges", request.judges());
            part(to, "attack", request.attack());
            companions(to, request.companions());
            to.writeNumberField("budget", request.budget());
            to.writeNumberField("seed", request.seed());
            part(to, "submitted", request.submitted());
            to.writeObjectFieldStart("delivery");
            to.writeNumberField("round", request.delivery().round());
            to.writeNumberField("retry", request.delivery().retry());
            to.writeEndObject();
            if (!request.furtherMetrics().isEmpty()) {
                part(to, "furtherMetrics", request.furtherMetrics());
            }
            if (request.keepsOutputs()) {
                to.writeBooleanField("keepOutputs", true);
            }
            to.writeEndObject();
            to.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("A request must be writable as JSON", e);
        }
    }

    /** Jackson writes what kind of image it is only where it knows that it is to write images. */
    private void companions(JsonGenerator to, List<ImageSource> companions) throws IOException {
        SerializableString known = written.get(companions);
        if (known == null) {
            known = new SerializedString(json.writerFor(IMAGES).writeValueAsString(companions));
            written.put(companions, known);
        }
        to.writeFieldName("companions");
        to.writeRawValue(known);
    }

    private void part(JsonGenerator to, String name, @Nullable Object part) throws IOException {
        to.writeFieldName(name);
        to.writeRawValue(part == null ? NOTHING : once(part));
    }

    private SerializableString once(Object part) throws JsonProcessingException {
        SerializableString known = written.get(part);
        if (known == null) {
            known = new SerializedString(json.writeValueAsString(part));
            written.put(part, known);
        }
        return known;
    }
}
