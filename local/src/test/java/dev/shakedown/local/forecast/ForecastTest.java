package dev.shakedown.local.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.shakedown.local.simulation.Delivery;
import dev.shakedown.local.simulation.Kind;
import dev.shakedown.local.simulation.Nodes;
import dev.shakedown.local.simulation.Outcome;
import dev.shakedown.local.simulation.Overheads;
import dev.shakedown.local.simulation.PassTimes;
import dev.shakedown.local.simulation.Pool;
import dev.shakedown.local.simulation.Publication;
import dev.shakedown.local.simulation.Scaling;
import dev.shakedown.local.simulation.Scenario;
import dev.shakedown.local.simulation.Slowdown;
import dev.shakedown.local.simulation.Spot;
import dev.shakedown.local.simulation.WorkGroup;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ForecastTest {

    private static Scenario scenario(Spot spot) {
        Pool pool = new Pool(
                "pool",
                "",
                Map.of(new Kind("n", "64x64"), PassTimes.each(1)),
                1,
                1,
                Overheads.NONE,
                Slowdown.NONE,
                new Nodes(10, 0, 0, 0, 36, 2),
                spot,
                new Scaling.Fixed(1));
        return new Scenario(
                List.of(new WorkGroup("", "n", "64x64", 10, 359, 1, 32)),
                new Publication(0, 1e9),
                64,
                new Delivery(300, 1000, 0, 20, 0),
                List.of(pool),
                Scenario.LONG);
    }

    @Test
    void simulatesOnceWhereChanceHasNoPart() {
        Forecast forecast = Forecast.of("calm", scenario(Spot.NEVER), 1, 20);

        assertThat(forecast.outcomes()).hasSize(1);
        assertThat(forecast.percentile(5, Outcome::makespan)).isEqualTo(forecast.percentile(95, Outcome::makespan));
    }

    @Test
    void ranksTheOutcomesOfItsSeeds() {
        Forecast forecast = Forecast.of("spot", scenario(new Spot(2, 0)), 1, 20);

        assertThat(forecast.outcomes()).hasSize(20);
        double[] sorted = forecast.outcomes().stream()
                .mapToDouble(Outcome::makespan)
                .sorted()
                .toArray();
        assertThat(forecast.percentile(5, Outcome::makespan)).isEqualTo(sorted[0]);
        assertThat(forecast.percentile(50, Outcome::makespan)).isEqualTo(sorted[9]);
        assertThat(forecast.percentile(95, Outcome::makespan)).isEqualTo(sorted[18]);
        assertThat(sorted[18]).isGreaterThan(sorted[0]);
    }

    @Test
    void tabulatesHoursAndCost() {
        // 10 s until the node is there, 3590 s of work: an hour at 36 for two GPUs.
        List<String> lines = ForecastText.lines(List.of(Forecast.of("calm", scenario(Spot.NEVER), 1, 20)));

        assertThat(lines.get(0)).isEqualTo("10 jobs, 3590 steps, 64 partitions");
        assertThat(lines.get(1)).startsWith("scenario").contains("makespan", "worker h", "GPU h", "cost");
        assertThat(lines.get(2)).matches("calm +60:00 min +1\\.00 +2\\.00 +36\\.00 +100 % +1 +10 +0 +0 +0 +0");
        assertThat(lines.get(3)).startsWith("workers at each tenth of the makespan: 0 1 1");
    }

    @Test
    void saysWhenNotAllJobsEnd() {
        Scenario calm = scenario(Spot.NEVER);
        Scenario brief =
                new Scenario(calm.work(), calm.publication(), calm.partitions(), calm.delivery(), calm.pools(), 1000);

        assertThat(ForecastText.lines(List.of(Forecast.of("brief", brief, 1, 1))))
                .anyMatch(line -> line.startsWith("not all jobs end within 16:40 min in 1 of 1 runs"));
    }

    @Test
    void writesFiguresAndTimelineAsJson() throws Exception {
        JsonNode list = JsonMapper.builder()
                .build()
                .readTree(ForecastJson.text(List.of(Forecast.of("calm", scenario(Spot.NEVER), 1, 1))));

        assertThat(list.get(0).at("/makespan/p50").asDouble()).isEqualTo(3600);
        assertThat(list.get(0).at("/cost/mean").asDouble()).isEqualTo(36);
        assertThat(list.get(0).get("timeline")).isNotEmpty();
    }

    @Test
    void drawsAPictureThatIsXmlWhateverItsNames() throws Exception {
        String svg = ForecastPicture.svg(List.of(
                Forecast.of("a < b & c", scenario(Spot.NEVER), 1, 1), Forecast.of("d", scenario(Spot.NEVER), 1, 1)));

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(6);
        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("a < b & c: 60:00 min");
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }

    @Test
    void leavesOutOfAPictureWhatCannotBeSeen() {
        Forecast forecast = Forecast.of(
                "many",
                scenario(Spot.NEVER).withWork(List.of(new WorkGroup("", "n", "64x64", 20_000, 1, 1, 32))),
                1,
                1);

        assertThat(forecast.median().timeline().samples().size()).isGreaterThan(1000);
        assertThat(ForecastPicture.svg(List.of(forecast)).length()).isLessThan(60_000);
    }
}
