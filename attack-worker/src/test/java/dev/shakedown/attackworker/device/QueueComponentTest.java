package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Controls;
import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.job.JobAttempt;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.network.AnnouncedNetwork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A worker of a queue that has a name. */
@QuarkusTest
@TestProfile(QueueComponentTest.OfAQueue.class)
@QuarkusTestResource(WorkerSurroundings.class)
class QueueComponentTest extends CampaignJobs {

    private static final RequestQueue BIG = new RequestQueue("big");
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final int LONG = 500;

    @Inject
    Attempts attempts;

    @Inject
    Controls controls;

    /** As configured for a pool of its own. */
    public static final class OfAQueue implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("shakedown.delivery.queue", "big", "shakedown.delivery.leg", "10s");
        }
    }

    @Test
    void itAnnouncesItsNetworksForItsQueue() throws IOException {
        int count = networks.files().size();

        List<ConsumerRecord<String, byte[]>> announced = WorkerTopics.read(Topics.NETWORKS, record -> true, count);

        assertThat(announced).allSatisfy(record -> {
            AnnouncedNetwork network = json.readValue(record.value(), AnnouncedNetwork.class);
            assertThat(network.queue()).isEqualTo("big");
            assertThat(record.key()).isEqualTo("big/" + network.card().name());
        });
    }

    @Test
    void itTakesItsQueuesRequestsInItsOwnGroupAndLeavesTheDefaultQueuesAlone() throws Exception {
        AttackRequest mine = request(upload(28), 5);
        AttackRequest urgent = request(upload(28), 5);
        AttackRequest anothers = request(upload(28), 5);
        WorkerTopics.send(json, Topics.REQUESTS, anothers);

        WorkerTopics.send(json, BIG.requests(), mine);
        WorkerTopics.send(json, BIG.urgent(), urgent);

        assertThat(result(mine).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(result(urgent).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(WorkerTopics.readFor(A_WHILE, Topics.RESULTS, record -> isOf(record, anothers), 1))
                .isEmpty();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", WorkerSurroundings.bootstrapServers()))) {
            assertThat(admin.describeConsumerGroups(List.of("shakedown-attack-worker-big"))
                            .all()
                            .get(60, TimeUnit.SECONDS)
                            .values())
                    .singleElement()
                    .satisfies(group -> assertThat(group.members())
                            .flatMap(member -> member.assignment().topicPartitions())
                            .extracting(TopicPartition::topic)
                            .containsExactlyInAnyOrderElementsOf(BIG.topics()));
        }
    }

    @Test
    void aPausedJobGoesBackToItsQueueAndGoesOnFromThere() throws Exception {
        AttackRequest paused = request(upload(40), LONG);
        WorkerTopics.send(json, BIG.requests(), paused);
        awaitStep(paused, 50);

        say(CampaignControl.State.PAUSED, 0);

        ConsumerRecord<String, byte[]> suspended = WorkerTopics.read(BIG.resumed(), record -> isOf(record, paused), 1)
                .get(0);
        assertThat(step(suspended)).isBetween(50L, LONG - 1L);
        assertThat(WorkerTopics.readFor(A_WHILE, Topics.RESUMED_REQUESTS, record -> isOf(record, paused), 1))
                .isEmpty();

        say(CampaignControl.State.ACTIVE, 0);

        assertThat(result(paused).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
    }

    @Test
    void anUrgentJobGoesBackToTheUrgentLaneOfItsQueue() throws Exception {
        AttackRequest urgent = request(upload(44), LONG);
        WorkerTopics.send(json, BIG.urgent(), urgent);
        awaitStep(urgent, 50);

        say(CampaignControl.State.PAUSED, 0);

        List<ConsumerRecord<String, byte[]>> records =
                WorkerTopics.read(BIG.urgent(), record -> isOf(record, urgent), 2);
        assertThat(records.get(0).headers().lastHeader(RequestHeaders.STATE)).isNull();
        assertThat(step(records.get(1))).isBetween(50L, LONG - 1L);

        say(CampaignControl.State.ACTIVE, 0);

        assertThat(result(urgent).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
    }

    /** As where Kafka takes a word late, after another worker dropped the job, and its author is killed then. */
    @Test
    void aJobIsNotKeptForAnAttemptWhoseRecordWasAcknowledged() throws Exception {
        AttackRequest other = request(upload(24), 5);
        WorkerTopics.send(json, BIG.requests(), other);
        assertThat(result(other).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        String acknowledged = read(
                        WorkerTopics.read(Topics.ATTEMPTS, record -> record.value() != null && isOf(record, other), 1)
                                .get(0),
                        JobAttempt.class)
                .record();
        AttackRequest next = request(upload(24), 5).delivered(new Delivery(1, 0));
        WorkerTopics.put(
                json,
                Topics.ATTEMPTS,
                next.jobId(),
                new JobAttempt(
                        JobAttempt.SCHEMA,
                        next.jobId(),
                        campaign,
                        0,
                        0,
                        JobAttempt.State.RUNNING,
                        0,
                        acknowledged,
                        "worker-that-died",
                        Instant.now(),
                        ""));
        say(CampaignControl.State.PAUSED, 0);
        say(CampaignControl.State.ACTIVE, 0);
        assertThat(attempts.awaitCurrent(Duration.ofSeconds(10))).isTrue();
        assertThat(controls.awaitCurrent(Duration.ofSeconds(10))).isTrue();

        WorkerTopics.send(json, BIG.requests(), next);

        assertThat(WorkerTopics.readFor(Duration.ofSeconds(5), Topics.RESULTS, record -> isOf(record, next), 1))
                .as("its attempt may go on from a state")
                .isEmpty();
        assertThat(result(next).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
    }

    private static long step(ConsumerRecord<String, byte[]> record) {
        return Long.parseLong(
                new String(record.headers().lastHeader(RequestHeaders.STEP).value(), StandardCharsets.UTF_8));
    }
}
