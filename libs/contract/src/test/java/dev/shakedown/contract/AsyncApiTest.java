package dev.shakedown.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/asyncapi.yaml, which people write clients by, against the records that the services are written with. */
class AsyncApiTest {

    private static final Path DOCUMENT = Path.of(System.getProperty("shakedown.root", ".."), "docs", "asyncapi.yaml");

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @ParameterizedTest
    @MethodSource("dev.shakedown.contract.MessageJsonTest#messages")
    void everyMessageIsAsDocumented(Object message) throws IOException {
        // Through text, since that is where numbers that are not finite become strings.
        JsonNode tree = json.readTree(json.writeValueAsString(message));

        assertThat(schemaOf(message).validate(tree)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.shakedown.contract.MessageJsonTest#messages")
    void aFieldThatIsNotDocumentedWouldBeNoticed(Object message) throws IOException {
        ObjectNode tree = (ObjectNode) json.readTree(json.writeValueAsString(message));

        tree.put("undocumented", 1);

        assertThat(schemaOf(message).validate(tree)).isNotEmpty();
    }

    @Test
    void everyTopicIsDocumented() throws IOException, IllegalAccessException {
        List<String> topics = new ArrayList<>();
        for (Field field : Topics.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                topics.add((String) field.get(null));
            }
        }

        assertThat(addresses().filter(address -> !address.contains("{queue}")))
                .containsExactlyInAnyOrderElementsOf(topics);
    }

    @Test
    void theTopicsOfAQueueAreDocumented() throws IOException {
        assertThat(addresses()
                        .filter(address -> address.contains("{queue}"))
                        .map(address -> address.replace("{queue}", "big")))
                .containsExactlyInAnyOrderElementsOf(new RequestQueue("big").topics());
    }

    private static Stream<String> addresses() throws IOException {
        return document().path("channels").findValuesAsText("address").stream();
    }

    private static JsonSchema schemaOf(Object message) throws IOException {
        ObjectNode root = (ObjectNode) document();
        root.put("$ref", "#/components/schemas/" + message.getClass().getSimpleName());
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(root);
    }

    private static JsonNode document() throws IOException {
        return new YAMLMapper().readTree(DOCUMENT.toFile());
    }
}
