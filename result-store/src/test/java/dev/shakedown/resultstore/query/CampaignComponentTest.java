package dev.shakedown.resultstore.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.CampaignControl.State;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.TopicWriter;
import dev.shakedown.resultstore.query.RunningResource.RunningCampaign;
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
        awaitState(id, CampaignState.EXPANDING);

        topics.write(control(id, State.PAUSED, 1));
        awaitState(id, CampaignState.PAUSED);
        topics.write(control(id, State.CANCELLED, 2));
        awaitState(id, CampaignState.CANCELLED);

        given().queryParam("ids", id).get("/api/v1/campaigns").then().body("state", contains("CANCELLED"));
    }

    @Test
    void failuresAreCountedByReasonAndACampaignIsFinishedWithThem() {
        String id = "fails";
        topics.write(Messages.campaign(id, 3));
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            AttackRequest request = Messages.request(id, ordinal);
            topics.write(request);
            if (ordinal == 0) {
                awaitState(id, CampaignState.RUNNING);
            }
            topics.write(Messages.failure(id, request.jobId()));
        }
        awaitState(id, CampaignState.FINISHED);

        given().get("/api/v1/campaigns/{id}/views/failures", id)
                .then()
                .body("code", contains("not-finite"))
                .body("network", contains("wiener"))
                .body("jobs", contains(3))
                .body("ordinal", contains(0))
                .body("job_id", contains(Messages.jobId(id, 0)))
                .body("message", contains("The objective became NaN at step 12"));

        topics.write(Messages.request(id, 0).delivered(new Delivery(1, 1)));
        Eventually.holds(() ->
                given().get("/api/v1/campaigns/{id}/views/failures", id).then().body("jobs", contains(2)));
    }

    @Test
    void theNetworksOfACampaignHaveWhatTheirCardsSay() {
        String id = "licensed";
        topics.write(Messages.campaign(id, 1));
        awaitState(id, CampaignState.EXPANDING);

        given().get("/api/v1/campaigns/{id}/views/networks", id)
                .then()
                .body("network", contains(Messages.NETWORK.id()))
                .body("network_sha256", contains(Messages.NETWORK.sha256()))
                .body("size()", equalTo(1));
    }

    @Test
    void runningJobsAreKnownByWhatWorkersSay() {
        Eventually.holds(() -> {
            // What is said before result-store begins to listen is lost; workers say more.
            for (int ordinal = 0; ordinal < 2; ordinal++) {
                JobProgress progress = new JobProgress(
                        JobProgress.SCHEMA, "runs-" + ordinal, "runs", 20, 250, 0.5, "worker", Instant.EPOCH);
                topics.write(Topics.PROGRESS, progress.jobId(), topics.bytes(progress));
            }
            assertThat(given().get("/api/v1/running")
                            .jsonPath()
                            .getList("findAll { it.campaignId == 'runs' }", RunningCampaign.class))
                    .containsExactly(new RunningCampaign("runs", 2, 40, 500));
        });

        topics.write(Messages.failure("runs", "runs-0"));

        Eventually.holds(() -> assertThat(given().get("/api/v1/running")
                        .jsonPath()
                        .getList("findAll { it.campaignId == 'runs' }", RunningCampaign.class))
                .containsExactly(new RunningCampaign("runs", 1, 20, 250)));
    }

    @Test
    void aRoundThatIsAskedForAfterACancelGoesOn() {
        String id = "asked-for-again";
        topics.write(Messages.campaign(id, 1));
        topics.write(control(id, State.CANCELLED, 1));
        awaitState(id, CampaignState.CANCELLED);

        topics.write(Messages.campaign(id, 1).in(new Round(1, true)));

        awaitState(id, CampaignState.EXPANDING);
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

    private static void awaitState(String id, CampaignState state) {
        Eventually.holds(() ->
                given().get("/api/v1/campaigns/{id}", id).then().statusCode(200).body("state", equalTo(state.name())));
    }
}
