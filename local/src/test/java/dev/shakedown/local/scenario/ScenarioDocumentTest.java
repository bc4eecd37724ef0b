package dev.shakedown.local.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.local.scenario.ScenarioDocument.Given;
import dev.shakedown.local.simulation.Delivery;
import dev.shakedown.local.simulation.Kind;
import dev.shakedown.local.simulation.PassTimes;
import dev.shakedown.local.simulation.Pool;
import dev.shakedown.local.simulation.Scaling;
import dev.shakedown.local.simulation.WorkGroup;
import dev.shakedown.local.submission.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioDocumentTest {

    private static final String GOOD = """
            schema: 1
            name: small
            work:
              - {network: wiener, size: 640x480, jobs: 100, steps: 250}
            pools:
              - name: gpu
                passes: [{network: wiener, size: 640x480, seconds: {1: 0.5, 4: 1.5}}]
                nodes: {boot: 100, pricePerHour: 2}
                scaling: {type: keda, max: 4, lagThreshold: 5}
            """;

    @TempDir
    private Path folder;

    @Test
    void readsWhatIsThereAndTakesTheServicesDefaultsForTheRest() throws IOException {
        ScenarioDocument document = read(GOOD);

        assertThat(document.name()).isEqualTo("small");
        assertThat(document.scenario().work()).containsExactly(new WorkGroup("", "wiener", "640x480", 100, 250, 1, 32));
        assertThat(document.scenario().partitions()).isEqualTo(64);
        assertThat(document.scenario().delivery()).isEqualTo(Delivery.DEFAULT);
        Pool pool = document.scenario().pools().get(0);
        assertThat(pool.slots()).isEqualTo(8);
        assertThat(pool.nodes().boot()).isEqualTo(100);
        assertThat(pool.scaling()).isEqualTo(Scaling.Keda.of(0, 4, 5));
        assertThat(Objects.requireNonNull(pool.passes().get(new Kind("wiener", "640x480")))
                        .pass(4))
                .isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema: 1 | schema: 2 | schema: 2: must be a whole number from 1 to 1",
                "jobs: 100 | jobs: 0 | work[0].jobs: 0: must be a whole number from 1 to 100000000",
                "jobs: 100 | jbos: 100 | work[0].jbos: 100: must be one of queue, network, size, jobs, steps, images, chunk; did you mean jobs?",
                "jobs: 100 | jbos: 100 | work[0].jobs: is missing: must be a whole number",
                "steps: 250 | steps: many | work[0].steps: \"many\": must be a whole number",
                "size: 640x480, jobs | size: large, jobs | work[0].size: \"large\": must be width and height in pixels, such as 640x480",
                "{1: 0.5, 4: 1.5} | {4: 1.5} | pools[0].passes[0].seconds: {\"4\":1.5}: must have the seconds of a pass with 1 image",
                "1: 0.5 | 1: -0.5 | pools[0].passes[0].seconds.1: -0.5: must be a number above 0",
                "boot: 100 | boot: -1 | pools[0].nodes.boot: -1: must be a number of at least 0",
                "type: keda | type: kda | pools[0].scaling.type: \"kda\": must be fixed or keda; did you mean keda?",
                "max: 4 | max: 4, min: 9 | pools[0].scaling.max: 4: must be at least min, 9",
                "lagThreshold: 5 | lagThreshold: 0 | pools[0].scaling.lagThreshold: 0: must be a whole number from 1",
                "max: 4 | max: 4, allowIdleConsumers: true, limitToPartitionsWithLag: true | limitToPartitionsWithLag: true: must be false with allowIdleConsumers",
                "name: gpu | queue: big | queue: (default): must be read by a pool",
                "passes: [{network: wiener, | passes: [{network: other, | has no step time of wiener on 640x480",
            })
    void refusesWithTheFieldItsValueAndWhatIsRight(String right, String wrong, String expected) {
        String text = GOOD.replace(right, wrong);
        assertThat(text).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidDocument.class).hasMessageContaining(expected);
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        String text = GOOD.replace("jobs: 100", "jobs: 0").replace("boot: 100", "boot: x");

        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        invalid -> assertThat(invalid.lines()).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "", "a: {b", "just text"})
    void refusesWhatIsNoScenario(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InvalidDocument.class);
    }

    @Test
    void takesWorkAndTimesThatComeFromElsewhere() throws IOException {
        Kind kind = new Kind("other", "64x64");
        Given given = new Given(
                List.of(new WorkGroup("", "other", "64x64", 7, 9, 1, 32)), Map.of(kind, PassTimes.each(0.25)));

        ScenarioDocument document = ScenarioDocument.read(file(GOOD), given);

        assertThat(document.scenario().jobs()).isEqualTo(7);
        assertThat(document.scenario().pools().get(0).passes()).containsKey(kind);
    }

    @Test
    void variesOneSetting() throws IOException {
        List<ScenarioDocument> varied =
                Variation.parse("--sweep", "lagThreshold=1,20").of(read(GOOD));

        assertThat(varied)
                .extracting(ScenarioDocument::name)
                .containsExactly("small lagThreshold=1", "small lagThreshold=20");
        assertThat(varied)
                .extracting(each -> each.scenario().pools().get(0).scaling())
                .containsExactly(Scaling.Keda.of(0, 4, 1), Scaling.Keda.of(0, 4, 20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lagTreshold=1 | --sweep: lagTreshold: must be one of",
                "lagTreshold=1 | did you mean lagThreshold?",
                "lagThreshold | must be a setting and its values, such as lagThreshold=1,5,20",
                "lagThreshold=1.5 | lagThreshold: 1.5: must be a whole number",
                "lagThreshold=x | lagThreshold: x: must be a number",
                "workers=0 | workers: 0",
            })
    void refusesVariationsThatMakeNoSense(String text, String expected) {
        assertThatThrownBy(() -> Variation.parse("--sweep", text).of(read(GOOD)))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining(expected);
    }

    @Test
    void readsTheScenariosThatAreShipped() throws IOException {
        Path shipped = Path.of("..", "campaigns", "scaling");
        try (Stream<Path> files = Files.list(shipped)) {
            List<ScenarioDocument> documents = files.map(file -> ScenarioDocument.read(file, Given.NOTHING))
                    .toList();

            assertThat(documents).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private ScenarioDocument read(String text) throws IOException {
        return ScenarioDocument.read(file(text), Given.NOTHING);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("scenario.yaml"), text);
    }
}
