package dev.shakedown.resultstore.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests and networks of queues that have names. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class QueueIngestComponentTest {

    /** In which a queue's topics are to be noticed, and their records stored, on a busy machine too. */
    private static final Duration SECONDS = Duration.ofSeconds(15);

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Test
    void requestsOfAQueueThatWasMadeLaterAreStoredWithinSeconds() {
        String id = "late-queue";
        RequestQueue late = new RequestQueue("late");
        topics.write(Messages.campaign(id, 4));
        topics.write(Topics.REQUESTS, Messages.request(id, 0));
        awaitKnown(id, 1);

        Instant made = Instant.now();
        topics.make(late);
        topics.write(late.resumed(), Messages.request(id, 1));
        topics.write(late.requests(), Messages.request(id, 2));
        topics.write(late.urgent(), Messages.request(id, 3));

        awaitKnown(id, 3);
        assertThat(Duration.between(made, Instant.now())).isLessThan(SECONDS);
        assertThat(tables.value("SELECT string_agg(ordinal::text, ' ' ORDER BY ordinal) FROM campaign_job"
                        + " WHERE campaign_id = '" + id + "'"))
                .isEqualTo("0 2 3");
    }

    @Test
    void aNetworkOfTwoQueuesIsKnownByBothItsFilesAlsoOnceItWasWithdrawn() {
        AnnouncedNetwork usual = new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, Messages.digest("usual"), card());
        AnnouncedNetwork pooled = new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, Messages.digest("pooled"), card())
                .in(new RequestQueue("big"));
        assertThat(pooled.key()).isEqualTo("big/twice@10");

        for (AnnouncedNetwork network : List.of(usual, pooled)) {
            topics.write(Topics.NETWORKS, network.key(), topics.bytes(network));
            topics.write(Topics.NETWORKS, network.key(), null);
        }
        Fence.await("queues-fence", topics, tables);

        assertThat(tables.value("SELECT count(*) FROM rejected_record WHERE record_key LIKE '%twice@10'"))
                .isEqualTo("0");
        assertThat(given().get("/api/v1/networks").jsonPath().<String>getList("findAll {it.id == 'twice@10'}.sha256"))
                .containsExactlyInAnyOrder(usual.sha256(), pooled.sha256());
    }

    private static NetworkCard card() {
        return new NetworkCard(
                NetworkCard.SCHEMA,
                "twice@10",
                "A network for tests",
                NetworkCard.Kind.BLIND,
                List.of(0.0, 1.0),
                1,
                "none",
                1,
                null,
                Map.of(),
                NetworkCard.Gradient.AUTOGRAD,
                "fp32",
                null,
                "here",
                "Apache-2.0",
                "none",
                0L,
                null,
                null,
                null);
    }

    private static void awaitKnown(String id, int jobs) {
        Eventually.holds(() ->
                given().get("/api/v1/campaigns/{id}", id).then().statusCode(200).body("known", equalTo(jobs)));
    }
}
