package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class DryRunComponentTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void saysWhatACampaignWouldBeAndPublishesNothing() throws IOException {
        AnnouncedNetwork wiener = ServedTestNetworks.network("wiener", NetworkCard.Kind.NON_BLIND, 4);
        TestEnvironment.RESULT_STORE.stepTimes(wiener.sha256(), """
                [{"network": "%s", "width": 64, "height": 48, "secondsPerStep": 0.5, "jobs": 7}]
                """.formatted(wiener.sha256()));
        String document = Documents.campaign("dry", photograph(11));

        Response dry = send(given().queryParam("dryRun", true), document);

        assertThat(dry.statusCode()).isEqualTo(200);
        assertThat(dry.<Boolean>path("known")).isFalse();
        assertThat(dry.<Integer>path("jobs")).isEqualTo(4);
        assertThat(dry.<Integer>path("steps")).isEqualTo(1000);
        assertThat(dry.<Integer>path("linked")).isZero();
        assertThat(dry.<List<Integer>>path("first.ordinal")).containsExactly(0, 1, 2, 3);
        assertThat(dry.<Float>path("estimate.seconds")).isEqualTo(250f);
        assertThat(dry.<Boolean>path("estimate.complete")).isFalse();
        assertThat(dry.<List<String>>path("estimate.basis.missing"))
                .containsExactly(null, "no job of this network has ended yet");
        String id = dry.path("campaignId");
        assertThat(TestEnvironment.records(Topics.CAMPAIGNS))
                .extracting(ConsumerRecord::key)
                .doesNotContain(id);
        TestEnvironment.RESULT_STORE.ended(dry.path("first[0].jobId"), "SUCCEEDED", 0);
        Response submitted = send(given(), document);
        Response again = send(given().queryParam("dryRun", true), document);
        assertThat(submitted.<String>path("id")).isEqualTo(id);
        assertThat(again.<Boolean>path("known")).isTrue();
        assertThat(again.<Integer>path("linked")).isEqualTo(1);
    }

    @Test
    void warnsOfBudgetsAndStepSizesOnAnotherScale() {
        String document = Documents.campaign("scales", photograph(15))
                .replace("[4, 8]", "[0.0313725, 8]")
                .replace("{type: untargeted}", "{type: untargeted}, {type: untargeted, stepSize: 1}");

        Response dry = send(given().queryParam("dryRun", true), document);
        Response first = send(given(), document);
        Response again = send(given(), document);

        for (Response response : List.of(dry, first, again)) {
            assertThat(response.<List<String>>path("warnings.code")).containsExactly("budget-scale", "step-size");
            assertThat(response.<String>path("warnings[0].message"))
                    .isEqualTo("budgets[0]: 0.0313725: is 0.03/255; 8 (= 0.0313725 * 255) was probably meant");
            assertThat(response.<String>path("warnings[1].message")).startsWith("attacks[1].stepSize: 1: ");
        }
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(first.<Integer>path("jobs")).isEqualTo(8);
        assertThat(send(given(), Documents.campaign("usual", photograph(15))).<List<?>>path("warnings"))
                .isEmpty();
    }

    @Test
    void warnsOfSeedsThatRepeatWhatDrawsNothingFromThem() {
        String document = Documents.campaign("repeated", photograph(16))
                .replace(
                        "{type: untargeted}",
                        "{type: ground-truth, start: zero}, {type: untargeted}, {type: ground-truth, start: zero, update: square, restarts: 2},"
                                + " {type: ground-truth, start: zero, expectation: {samples: 2, noiseSigma: 0.01}},"
                                + " {type: ground-truth, start: zero, expectation: {jpeg: [75]}}");

        Response once = send(given().queryParam("dryRun", true), document);
        assertThat(once.<List<?>>path("warnings")).as(once.asString()).isEmpty();
        Response dry = send(given().queryParam("dryRun", true), document + "\nseeds: 3\n");
        assertThat(dry.<List<String>>path("warnings.code")).containsExactly("seeds-repeat", "seeds-repeat");
        assertThat(dry.<String>path("warnings[0].message"))
                .startsWith("seeds: 3: attacks[0] gives the same result each time");
        assertThat(dry.<String>path("warnings[1].message")).startsWith("seeds: 3: attacks[4] ");
    }

    @Test
    void refusesWhatSubmissionWouldRefuse() {
        Response dry = send(given().queryParam("dryRun", true), Documents.campaign("dry", "e".repeat(64)));
        Response odd = send(given().queryParam("dryRun", "maybe"), Documents.campaign("dry", "e".repeat(64)));

        assertThat(dry.statusCode()).isEqualTo(422);
        assertThat(odd.statusCode()).isEqualTo(400);
        assertThat(odd.<String>path("detail")).isEqualTo("dryRun: maybe: must be true or false");
    }

    @Test
    void answersTheSameToTheSameKeyAndRefusesAnotherDocumentUnderIt() {
        String document = Documents.campaign("keyed", photograph(12));

        Response first = send(given().header("Idempotency-Key", "key-1"), document);
        Response second = send(given().header("Idempotency-Key", "key-1"), document);
        Response other = send(given().header("Idempotency-Key", "key-1"), document + "seed: 5\n");
        Response odd = send(given().header("Idempotency-Key", "x".repeat(201)), document);

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.<String>path("type")).isEqualTo("urn:shakedown:problem:idempotency-key-reused");
        assertThat(odd.statusCode()).isEqualTo(400);
    }

    @Test
    void sendsUrgentCampaignsOverTheirOwnLane() {
        String id = send(given(), Documents.campaign("urgent", photograph(13)) + "priority: urgent\n")
                .path("id");

        await().atMost(SOON).until(() -> ordinals(Topics.URGENT_REQUESTS, id).size() == 4);
        assertThat(given().get("/api/v1/campaigns/" + id).<String>path("priority"))
                .isEqualTo("urgent");
    }

    @Test
    void goesOnWithAnExpansionWhereItHadCome() throws IOException {
        String document = """
                name: resumed-expansion
                images: [{name: photograph, sha256: %s}]
                blurs:
                %s
                networks: [mprnet]
                attacks: [{type: untargeted}]
                budgets: [%s]
                """.formatted(
                        photograph(14),
                        IntStream.range(0, 50)
                                .mapToObj("  - {kernel: {type: camera-shake, size: 17, seed: %d}}"::formatted)
                                .collect(Collectors.joining("\n")),
                        IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).collect(Collectors.joining(",")));
        String id = send(given().queryParam("dryRun", true), document).path("campaignId");
        // An instance that died had the brokers acknowledge 300 jobs and noted it.
        TestEnvironment.publish(
                Topics.EXPANSIONS, id, new ExpansionProgress(ExpansionProgress.SCHEMA, id, 0, 300, 280, 20, false));

        assertThat(send(given(), document).statusCode()).isEqualTo(202);

        await().atMost(SOON).until(() -> progress(id).stream().anyMatch(ExpansionProgress::complete));
        ExpansionProgress last = progress(id).get(progress(id).size() - 1);
        assertThat(last.expanded()).isEqualTo(1000);
        assertThat(last.published()).isEqualTo(980);
        assertThat(last.linked()).isEqualTo(20);
        assertThat(progress(id))
                .extracting(ExpansionProgress::expanded)
                .isSorted()
                .contains(400L, 500L);
        assertThat(ordinals(Topics.REQUESTS, id))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(300, 1000).boxed().toList());
    }

    private static List<ExpansionProgress> progress(String id) throws IOException {
        List<ExpansionProgress> progress = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(Topics.EXPANSIONS)) {
            if (received.key().equals(id)) {
                progress.add(TestEnvironment.JSON.readValue(received.value(), ExpansionProgress.class));
            }
        }
        return progress;
    }

    private static List<Long> ordinals(String topic, String id) throws IOException {
        List<Long> ordinals = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(topic)) {
            AttackRequest request = TestEnvironment.JSON.readValue(received.value(), AttackRequest.class);
            if (request.campaignId().equals(id)) {
                ordinals.add(request.ordinal());
            }
        }
        return ordinals;
    }

    private static String photograph(long seed) {
        return given().body(Documents.png(64, 48, seed))
                .contentType("image/png")
                .post("/api/v1/images")
                .path("sha256");
    }

    private static Response send(RequestSpecification request, String document) {
        return request.contentType("application/yaml")
                .body(document.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns");
    }
}
