package dev.shakedown.resultstore.measurement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import dev.shakedown.resultstore.measurement.MeasuredCampaign.Made;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results by filters and orders, page by page or as a file, against the same done in Java. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class SelectionComponentTest {

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    private MeasuredCampaign campaign;

    @BeforeEach
    void writeOnce() {
        campaign = MeasuredCampaign.storedOnce(topics);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "network=blind-net",
        "image=chelsea",
        "kernelSize=17&budget=8",
        "objective=targeted&network=wiener&image=rocket",
        "dataSet=odd",
        "target=goal",
        "state=FAILED",
        "state=FAILED&network=blind-net",
        "code=not-finite",
        "state=FAILED&code=out-of-memory",
        "code=not-finite&network=wiener&budget=8",
        "state=SUCCEEDED&budget=4.0",
        "norm=l2",
    })
    void filtersFindWhatTheyDescribe(String query) {
        List<Long> expected = campaign.jobs().stream()
                .filter(filter(query))
                .map(Made::ordinal)
                .toList();

        assertThat(everyPage(query, 7)).isEqualTo(expected);
        assertThat(download(query)).isEqualTo(expected);
    }

    @Test
    void aRowOfFailuresCountsTheJobsThatItsFiltersFind() {
        JsonPath rows = given().get("/api/v1/campaigns/measured/views/failures").jsonPath();

        assertThat(rows.getList("code")).contains("not-finite", "out-of-memory");
        for (int i = 0; i < rows.getList("code").size(); i++) {
            String filters = "state=FAILED&code=%s&network=%s"
                    .formatted(rows.getString("[" + i + "].code"), rows.getString("[" + i + "].network"));
            assertThat(everyPage(filters, 7)).hasSize(rows.getInt("[" + i + "].jobs"));
        }
    }

    @Test
    void aJobIsFoundByTheBeginningOfItsId() {
        String id = campaign.jobs().get(0).request().jobId();

        assertThat(given().get("/api/v1/jobs?id=" + id.substring(0, 12))
                        .jsonPath()
                        .getList("jobs"))
                .containsExactly(id);
        assertThat(given().get("/api/v1/jobs?id=" + id).jsonPath().getList("jobs"))
                .containsExactly(id);
        assertThat(given().get("/api/v1/jobs?id=0000000000000000").jsonPath().getList("jobs"))
                .isEmpty();
        given().get("/api/v1/jobs?id=" + id + "%").then().statusCode(400);
        given().get("/api/v1/jobs").then().statusCode(400);
    }

    @Test
    void aDownloadHasWhatAJudgeJudged() {
        List<Long> judged = campaign.jobs().stream()
                .filter(Made::succeeded)
                .map(Made::ordinal)
                .toList();

        assertThat(download("judge=blind-net")).isEqualTo(judged);
        assertThat(download("judge=blind-net&network=wiener&budget=8"))
                .isNotEmpty()
                .isEqualTo(everyPage("judge=blind-net&network=wiener&budget=8", 100));
        assertThat(download("judge=nobody")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', damage",
        "'', change",
        "'', target",
        "'', lipschitz",
        "network=blind-net, damage",
        "image=chelsea&budget=8, damage",
        "objective=untargeted, lipschitz",
    })
    void ordersPutTheMostFirstOnEveryPage(String query, String sort) {
        Comparator<Made> order = switch (sort) {
            case "damage" ->
                Comparator.comparingDouble(Made::damage)
                        .thenComparing(Made::ordinal)
                        .reversed();
            case "change" ->
                Comparator.comparingDouble(
                        made -> made.evaluation().attackedToClean().psnr());
            case "target" ->
                Comparator.<Made>comparingDouble(
                                made -> made.evaluation().attackedToTarget().ncc())
                        .reversed();
            default ->
                Comparator.<Made>comparingDouble(made -> made.evaluation().lipschitz())
                        .reversed();
        };
        List<Long> expected = campaign.jobs().stream()
                .filter(filter(query).and(Made::succeeded))
                .filter(made -> !sort.equals("target") || made.isTargeted())
                .sorted(order)
                .map(Made::ordinal)
                .toList();

        assertThat(everyPage(query + "&sort=" + sort, 5)).isEqualTo(expected);
    }

    @Test
    void anotherJudgesNumbersOrderToo() {
        List<Long> byJudge = everyPage("judge=blind-net&network=wiener&sort=damage", 100);

        List<String> bySql = List.of(tables.value("""
                SELECT string_agg(ordinal::text, ',' ORDER BY clean_to_sharp_psnr - attacked_to_sharp_psnr DESC, ordinal DESC)
                FROM evaluation e
                JOIN campaign_job cj ON cj.job_id = e.job_id
                JOIN job j ON j.id = e.job_id
                WHERE cj.campaign_id = 'measured' AND e.judge = 'blind-net' AND j.network = 'wiener'
                """).split(","));
        assertThat(byJudge.stream().map(String::valueOf)).containsExactlyElementsOf(bySql);
    }

    private static Predicate<Made> filter(String query) {
        Predicate<Made> all = made -> true;
        for (String part : query.isEmpty() ? new String[0] : query.split("&")) {
            String value = part.split("=")[1];
            Predicate<Made> next = switch (part.split("=")[0]) {
                case "network" -> made -> made.request().network().id().equals(value);
                case "image" -> made -> made.request().source().name().equals(value);
                case "kernelSize" -> made -> made.request().blur().kernel().size() == Integer.parseInt(value);
                case "budget" -> made -> made.request().budget() == Double.parseDouble(value);
                case "objective" -> made -> made.isTargeted() == value.equals("targeted");
                case "dataSet" -> made -> value.equals(made.request().source().dataSet());
                case "target" -> Made::isTargeted;
                case "state" -> made -> made.succeeded() != value.equals("FAILED");
                case "code" -> made -> !made.succeeded() && value.equals(made.code());
                case "norm" -> made -> value.equals("linf");
                default -> throw new IllegalArgumentException(part);
            };
            all = all.and(next);
        }
        return all;
    }

    private static List<Long> everyPage(String query, int limit) {
        List<Long> ordinals = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = given().get("/api/v1/campaigns/measured/results?limit=" + limit
                            + (query.isEmpty() ? "" : "&" + query.replaceFirst("^&", ""))
                            + after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            page.getList("results.request.ordinal", Long.class).forEach(ordinals::add);
            String next = page.getString("next");
            after = next == null ? null : "&after=" + next;
        }
        return ordinals;
    }

    private static List<Long> download(String query) {
        return given().get("/api/v1/campaigns/measured/results.csv" + (query.isEmpty() ? "" : "?" + query))
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .skip(1)
                .map(line -> Long.valueOf(line.split(",")[2]))
                .toList();
    }
}
