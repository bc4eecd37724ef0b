package dev.shakedown.resultstore.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.CampaignControl.State;
import dev.shakedown.contract.campaign.Round;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Campaigns as people see them: how they stand, and the list of them. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CampaignComponentTest {

    private static final int PAGED = 10;

    @Inject
    TopicWriter topics;

    @Test
    void aCampaignTellsWhatWasLastAskedOfIt() {
        String id = "steered";
        topics.write(Messages.campaign(id, 1));
        awaitState(id, State.ACTIVE);

        topics.write(control(id, State.PAUSED, 1));
        awaitState(id, State.PAUSED);
        topics.write(control(id, State.CANCELLED, 2));
        awaitState(id, State.CANCELLED);

        given().queryParam("ids", id).get("/api/v1/campaigns").then().body("state", contains("CANCELLED"));
    }

    @Test
    void aRoundThatIsAskedForAfterACancelGoesOn() {
        String id = "asked-for-again";
        topics.write(Messages.campaign(id, 1));
        topics.write(control(id, State.CANCELLED, 1));
        awaitState(id, State.CANCELLED);

        topics.write(Messages.campaign(id, 1).in(new Round(1, true)));

        awaitState(id, State.ACTIVE);
    }

    @Test
    void thePagesOfTheListHaveEveryCampaignOnceAndNewestFirst() {
        // Some at the same moment, as two replicas of job-api can accept them; a moment is known to the microsecond.
        for (int i = 0; i < PAGED; i++) {
            topics.write(paged(i, Messages.SUBMITTED.plusSeconds(i / 3).plusNanos(i % 2 * 1000)));
        }
        Eventually.holds(() -> assertThat(everyPage("name=PAGED-", PAGED)).hasSize(PAGED));

        List<String> newestFirst = IntStream.range(0, PAGED)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(i -> -(i / 3))
                        .thenComparingInt(i -> -(i % 2))
                        .thenComparingInt(i -> i))
                .map(CampaignComponentTest::pagedId)
                .toList();
        for (int limit : new int[] {1, 2, 4, PAGED}) {
            assertThat(everyPage("name=paged-", limit)).isEqualTo(newestFirst);
        }
        assertThat(everyPage("", 2)).containsSubsequence(newestFirst).doesNotHaveDuplicates();
    }

    @Test
    void aPageStaysInPlaceWhileNewerCampaignsArrive() {
        topics.write(campaign("standing-a", "standing", Messages.SUBMITTED));
        topics.write(campaign("standing-b", "standing", Messages.SUBMITTED.plusSeconds(1)));
        Eventually.holds(() -> assertThat(everyPage("name=standing", 9)).containsExactly("standing-b", "standing-a"));
        String next = page("name=standing&limit=1").getString("next");

        topics.write(campaign("standing-c", "standing", Messages.SUBMITTED.plusSeconds(2)));
        Eventually.holds(() -> assertThat(everyPage("name=standing", 9)).hasSize(3));

        assertThat(page("name=standing&limit=1&after=" + next).getList("campaigns.id"))
                .isEqualTo(List.of("standing-a"));
    }

    @Test
    void theListIsNarrowedByPartOfANameOrByAnId() {
        topics.write(campaign("narrowed-1", "Half_the%Budget", Messages.SUBMITTED));
        topics.write(campaign("narrowed-2", "half-the-budget", Messages.SUBMITTED.plusSeconds(1)));
        Eventually.holds(
                () -> given().get("/api/v1/campaigns/narrowed-2").then().statusCode(200));

        assertThat(everyPage("name=THE%25b", 9)).containsExactly("narrowed-1");
        assertThat(everyPage("name=half_", 9)).containsExactly("narrowed-1");
        assertThat(everyPage("name=budget", 9)).containsExactly("narrowed-2", "narrowed-1");
        assertThat(everyPage("name=narrowed-2", 9)).containsExactly("narrowed-2");
        assertThat(everyPage("name=narrowed-", 9)).isEmpty();
    }

    private static List<String> everyPage(String query, int limit) {
        List<String> ids = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = page(query + "&limit=" + limit + after);
            assertThat(page.getList("campaigns")).hasSizeLessThanOrEqualTo(limit);
            ids.addAll(page.getList("campaigns.id", String.class));
            String next = page.getString("next");
            after = next == null ? null : "&after=" + next;
        }
        return ids;
    }

    private static JsonPath page(String query) {
        return given().urlEncodingEnabled(false)
                .get("/api/v1/campaigns?" + query.replaceFirst("^&", ""))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String pagedId(int number) {
        return "paged-%02d".formatted(number);
    }

    private static SubmittedCampaign paged(int number, Instant submitted) {
        return campaign(pagedId(number), "demo-" + pagedId(number), submitted);
    }

    private static SubmittedCampaign campaign(String id, String name, Instant submitted) {
        SubmittedCampaign usual = Messages.campaign(id, 1);
        Campaign of = usual.campaign();
        Campaign named = new Campaign(
                of.schema(),
                name,
                of.images(),
                of.blurs(),
                of.networks(),
                of.evaluateOn(),
                of.attacks(),
                of.budgets(),
                of.seed());
        return new SubmittedCampaign(
                usual.schema(), id, named, usual.networks(), usual.judges(), usual.jobs(), submitted);
    }

    private static CampaignControl control(String id, State state, int seconds) {
        return new CampaignControl(CampaignControl.SCHEMA, id, state, 0, Messages.SUBMITTED.plusSeconds(seconds));
    }

    private static void awaitState(String id, State state) {
        Eventually.holds(() ->
                given().get("/api/v1/campaigns/{id}", id).then().statusCode(200).body("state", equalTo(state.name())));
    }
}
