package dev.shakedown.local.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.shakedown.local.simulation.Delivery;
import dev.shakedown.local.simulation.Kind;
import dev.shakedown.local.simulation.PassTimes;
import dev.shakedown.local.simulation.Pool;
import dev.shakedown.local.simulation.Publication;
import dev.shakedown.local.simulation.Scenario;
import dev.shakedown.local.simulation.WorkGroup;
import dev.shakedown.local.submission.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A scenario as it is written.
 *
 * @param name of it
 * @param scenario what it says
 */
public record ScenarioDocument(String name, Scenario scenario) {

    private static final int SCHEMA = 1;
    private static final int MANY = 100_000_000;
    private static final double SECONDS_A_DAY = 86_400;

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Work that comes from elsewhere than the scenario's document.
     *
     * @param groups instead of the document's own; empty for those
     * @param passes of networks and sizes for which a pool has no time
     */
    public record Given(List<WorkGroup> groups, Map<Kind, PassTimes> passes) {

        /** Nothing. */
        public static final Given NOTHING = new Given(List.of(), Map.of());

        public Given {
            groups = List.copyOf(groups);
            passes = Map.copyOf(passes);
        }
    }

    /**
     * Reads a scenario.
     *
     * @throws InvalidDocument if there is none, with a line for each thing that is wrong
     */
    public static ScenarioDocument read(Path path, Given given) {
        List<String> violations = new ArrayList<>();
        Fields fields = new Fields("", tree(path), violations);
        Path file = path.getFileName();
        String name =
                fields.text("name", file == null ? "scenario" : file.toString().replaceFirst("\\.[a-z]+$", ""));
        fields.whole("schema", null, SCHEMA, SCHEMA);
        int chunk = fields.whole("chunk", 32, 1, MANY);
        fields.has("work");
        List<WorkGroup> work = given.groups().isEmpty() ? work(fields, chunk) : given.groups();
        Publication publication = publication(fields.object("publication"));
        int partitions = fields.whole("partitions", 64, 1, 100_000);
        Delivery delivery = delivery(fields.object("delivery"));
        List<Pool> pools = new ArrayList<>();
        for (Fields pool : fields.objects("pools")) {
            pools.add(PoolFields.read(pool, given.passes()));
        }
        double horizon = fields.positive("horizonDays", Scenario.LONG / SECONDS_A_DAY) * SECONDS_A_DAY;
        fields.refuseOthers();
        if (violations.isEmpty()) {
            try {
                return new ScenarioDocument(
                        name, new Scenario(work, publication, partitions, delivery, pools, horizon));
            } catch (IllegalArgumentException e) {
                violations.add(String.valueOf(e.getMessage()));
            }
        }
        throw new InvalidDocument(
                violations.stream().map(line -> path + ": " + line).toList());
    }

    private static ObjectNode tree(Path path) {
        try {
            JsonNode tree = YAML.readTree(Files.readString(path));
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw invalid(path + ": must be a scenario: an object with work and pools");
        } catch (NoSuchFileException e) {
            throw invalid(path + ": no such file");
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw invalid("%s: line %d: %s"
                    .formatted(
                            path,
                            line,
                            e.getOriginalMessage().lines().findFirst().orElse("cannot be read")));
        } catch (IOException e) {
            throw invalid(path + ": cannot be read: " + e.getMessage());
        }
    }

    private static InvalidDocument invalid(String line) {
        return new InvalidDocument(List.of(line));
    }

    private static List<WorkGroup> work(Fields fields, int chunk) {
        List<WorkGroup> work = new ArrayList<>();
        for (Fields group : fields.objects("work")) {
            work.add(new WorkGroup(
                    group.text("queue", ""),
                    group.text("network", null),
                    PoolFields.size(group),
                    group.whole("jobs", null, 1, MANY),
                    group.whole("steps", null, 1, MANY),
                    group.whole("images", 1, 1, 10_000),
                    group.whole("chunk", chunk, 1, MANY)));
            group.refuseOthers();
        }
        return work;
    }

    private static Publication publication(Fields fields) {
        Publication publication = new Publication(
                fields.number("delay", Publication.DEFAULT.delay(), 0),
                fields.positive("jobsPerSecond", Publication.DEFAULT.jobsPerSecond()));
        fields.refuseOthers();
        return publication;
    }

    private static Delivery delivery(Fields fields) {
        Delivery usual = Delivery.DEFAULT;
        Delivery delivery = new Delivery(
                fields.positive("leg", usual.leg()),
                fields.whole("attempts", usual.attempts(), 1, 1000),
                fields.number("sessionTimeout", usual.sessionTimeout(), 0),
                fields.number("drainTimeout", usual.drainTimeout(), 0),
                fields.number("rebalance", usual.rebalance(), 0));
        fields.refuseOthers();
        return delivery;
    }
}
