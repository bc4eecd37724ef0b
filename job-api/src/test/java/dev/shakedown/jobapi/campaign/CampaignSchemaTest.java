package dev.shakedown.jobapi.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.shakedown.contract.http.Violation;
import dev.shakedown.jobapi.campaign.ReadOutcome.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published JSON Schema of a campaign and the reader of campaigns know the same documents. */
class CampaignSchemaTest {

    private static final Set<String> OF_THE_COMMAND_LINE =
            Set.of("skipUnusable", "background", "crop", "resize", "fit", "file", "format", "variable", "index", "pad");
    private static final Set<String> OF_PHOTOGRAPHS = Set.of("background", "crop", "resize", "fit");
    private static final Pattern KNOWN = Pattern.compile("a field of [^(]*\\(([^)]*)\\)");

    /** With every mapping that a document can have. */
    private static final String EVERYTHING = """
            schema: 1
            name: all
            images:
              - {name: x, sha256: <A>}
              - {blurred: {sha256: <A>}, sharp: {sha256: <B>}, kernel: {type: adjusted, kernel: {type: file, sha256: <D>}}}
            blurs:
              - {kernel: {type: camera-shake, size: 5}, noise: {sigma: 0.01}}
              - grid: {rows: 1, columns: 2, kernels: [{type: disk, size: 5, radius: 2}, {type: linear-motion, size: 5, length: 3, angle: 0}]}
              - {cameraPath: {maxShift: 2}}
              - {kernel: {type: gaussian, size: 5, sigma: 1}}
            networks: [wiener]
            attacks:
              - {type: untargeted, plateau: {steps: 5}, expectation: {samples: 2, noiseSigma: 0.1}}
              - {type: targeted, target: {sha256: <B>}, mask: {rectangle: {left: 0, top: 0, width: 4, height: 4}}}
              - {type: untargeted, mask: {sha256: <B>}}
              - {type: localised, rectangle: {left: 0, top: 0, width: 9, height: 9}, patch: {text: "90"}}
              - {type: localised, rectangle: {left: 0, top: 0, width: 9, height: 9}, patch: {sha256: <B>}}
            budgets: [4]
            published: [{network: wiener, psnr: 30.0}]
            """;

    @Test
    void acceptsWhatTheReaderAccepts() throws IOException {
        assertThat(violations(ServedTestNetworks.tree(EVERYTHING))).noneMatch(line -> line.contains("a field of"));
        assertThat(schema().validate(ServedTestNetworks.tree(EVERYTHING))).isEmpty();
    }

    @Test
    void acceptsTheCampaignsOfExamplesAndDocuments() throws IOException {
        JsonSchema schema = schema();
        Map<String, String> campaigns = OwnCampaignsTest.campaigns();
        // Others are parts of a campaign.
        campaigns.values().removeIf(text -> !text.contains("images:"));

        assertThat(campaigns).isNotEmpty();
        campaigns.forEach((name, text) -> assertThat(schema.validate(ServedTestNetworks.tree(text)))
                .as(name)
                .isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "/images/0, /definitions/image/oneOf/0",
        "/images/1, /definitions/image/oneOf/1",
        "/images/1/blurred, /definitions/upload",
        "/images/1/kernel, /definitions/kernel/oneOf/5",
        "/images/1/kernel/kernel, /definitions/kernel/oneOf/4",
        "/blurs/0, /definitions/blur",
        "/blurs/0/kernel, /definitions/kernel/oneOf/0",
        "/blurs/0/noise, /definitions/blur/properties/noise",
        "/blurs/1/grid, /definitions/blur/properties/grid",
        "/blurs/1/grid/kernels/0, /definitions/kernel/oneOf/2",
        "/blurs/1/grid/kernels/1, /definitions/kernel/oneOf/3",
        "/blurs/2/cameraPath, /definitions/blur/properties/cameraPath",
        "/blurs/3/kernel, /definitions/kernel/oneOf/1",
        "/attacks/0, /definitions/attack",
        "/attacks/0/plateau, /definitions/attack/properties/plateau",
        "/attacks/0/expectation, /definitions/attack/properties/expectation",
        "/attacks/1/target, /definitions/target",
        "/attacks/1/mask, /definitions/mask/oneOf/0",
        "/attacks/1/mask/rectangle, /definitions/rectangle",
        "/attacks/3/patch, /definitions/patch/oneOf/0",
        "/published/0, /definitions/published",
    })
    void knowsTheFieldsThatTheReaderKnows(String place, String pointer) throws IOException {
        Set<String> known = known(place);
        Set<String> named = named(pointer);
        named.removeIf(field -> OF_THE_COMMAND_LINE.contains(field) && !known.contains(field));

        assertThat(known).containsExactlyInAnyOrderElementsOf(named);
    }

    /** The reader names those of the other kind, too. */
    @ParameterizedTest
    @CsvSource({
        "/attacks/2/mask, /definitions/mask/oneOf/1, /definitions/mask/oneOf/0",
        "/attacks/4/patch, /definitions/patch/oneOf/1, /definitions/patch/oneOf/0",
    })
    void knowsTheFieldsThatTheReaderKnowsOfTwoKinds(String place, String pointer, String other) throws IOException {
        Set<String> named = named(pointer);
        named.removeAll(OF_PHOTOGRAPHS);
        Set<String> ofBoth = named(pointer);
        ofBoth.addAll(named(other));

        assertThat(known(place)).containsAll(named);
        assertThat(ofBoth).containsAll(known(place));
    }

    private static Set<String> named(String pointer) throws IOException {
        Set<String> named = new TreeSet<>();
        document().at(pointer).path("properties").fieldNames().forEachRemaining(named::add);
        return named;
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 7",
        "/blurs/0, /definitions/blur, 1",
        "/blurs/0/kernel, /definitions/kernel/oneOf/0, 6",
        "/blurs/0/noise, /definitions/blur/properties/noise, 4",
        "/blurs/1/grid, /definitions/blur/properties/grid, 4",
        "/blurs/1/grid/kernels/1, /definitions/kernel/oneOf/3, 8",
        "/blurs/2/cameraPath, /definitions/blur/properties/cameraPath, 12",
        "/blurs/3/kernel, /definitions/kernel/oneOf/1, 6",
        "/attacks/0, /definitions/attack, 21",
        "/attacks/0/plateau, /definitions/attack/properties/plateau, 4",
        "/attacks/0/expectation, /definitions/attack/properties/expectation, 4",
        "/attacks/1/mask, /definitions/mask/oneOf/0, 4",
        "/attacks/1/mask/rectangle, /definitions/rectangle, 8",
        "/published/0, /definitions/published, 4",
    })
    void refusesNumbersAndWordsThatTheReaderRefuses(String place, String pointer, int rules) throws IOException {
        int compared = 0;
        for (Map.Entry<String, JsonNode> property :
                document().at(pointer).path("properties").properties()) {
            String field = property.getKey();
            JsonNode rule = resolved(property.getValue());
            if (rule.has("minimum") || rule.has("exclusiveMinimum")) {
                double least = rule.path("minimum")
                        .asDouble(rule.path("exclusiveMinimum").asDouble() + 1);
                assertRefused(place, field, least - 1);
                compared++;
            }
            if (rule.has("maximum")) {
                assertRefused(place, field, rule.get("maximum").asDouble() + 1);
                compared++;
            }
            if (rule.has("enum")) {
                List<String> words =
                        rule.get("enum").valueStream().map(JsonNode::asText).toList();
                ObjectNode document = (ObjectNode) ServedTestNetworks.tree(EVERYTHING);
                ((ObjectNode) document.at(place)).put(field, "surely-not");
                assertThat(violations(document))
                        .as(field)
                        .anyMatch(line ->
                                line.contains("surely-not") && words.stream().allMatch(line::contains));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(rules);
    }

    private static void assertRefused(String place, String field, double value) {
        ObjectNode document = (ObjectNode) ServedTestNetworks.tree(EVERYTHING);
        if (value == Math.rint(value)) {
            ((ObjectNode) document.at(place)).put(field, (long) value);
        } else {
            ((ObjectNode) document.at(place)).put(field, value);
        }
        assertThat(violations(document))
                .as("%s: %s", field, value)
                .anyMatch(line -> line.matches(".*\\b" + field + ": .*must be .*"));
    }

    private static JsonNode resolved(JsonNode rule) throws IOException {
        return rule.has("$ref") ? document().at(rule.get("$ref").asText().substring(1)) : rule;
    }

    /** The fields that the reader names where it refuses another. */
    private static Set<String> known(String place) {
        ObjectNode document = (ObjectNode) ServedTestNetworks.tree(EVERYTHING);
        ((ObjectNode) document.at(place)).put("unheardOf", 1);
        Set<String> known = new TreeSet<>();
        for (String line : violations(document)) {
            Matcher fields = KNOWN.matcher(line);
            if (line.contains("unheardOf") && fields.find()) {
                known.addAll(List.of(fields.group(1).split(", ")));
            }
        }
        return known;
    }

    private static List<String> violations(JsonNode document) {
        return ServedTestNetworks.read(document) instanceof Rejected rejected
                ? rejected.violations().stream().map(Violation::line).toList()
                : List.of();
    }

    private static JsonNode document() throws IOException {
        try (InputStream stream = CampaignReader.class.getResourceAsStream("campaign.schema.json")) {
            return new ObjectMapper().readTree(stream);
        }
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(document());
    }
}
