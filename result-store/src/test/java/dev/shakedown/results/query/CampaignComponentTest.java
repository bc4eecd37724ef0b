package dev.shakedown.results.query;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.CampaignControl.State;
import dev.shakedown.contract.campaign.Round;
import dev.shakedown.results.fixture.Eventually;
import dev.shakedown.results.fixture.Messages;
import dev.shakedown.results.fixture.RealServices;
import dev.shakedown.results.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Campaigns as people see them: how they stand. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CampaignComponentTest {

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

    private static CampaignControl control(String id, State state, int seconds) {
        return new CampaignControl(CampaignControl.SCHEMA, id, state, 0, Messages.SUBMITTED.plusSeconds(seconds));
    }

    private static void awaitState(String id, State state) {
        Eventually.holds(() ->
                given().get("/api/v1/campaigns/{id}", id).then().statusCode(200).body("state", equalTo(state.name())));
    }
}
