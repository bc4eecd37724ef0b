package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Controls;
import dev.shakedown.attackworker.network.DeviceQueue;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.job.JobAttempt;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.service.messaging.NumberHeader;
import dev.shakedown.stack.embedded.ShakedownTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Jobs that do not run from their beginning to their end in one go. */
@QuarkusTest
@QuarkusTestResource(WorkerSurroundings.class)
class DeliveryComponentTest extends CampaignJobs {

    private static final int LONG = 500;
    private static final int LARGE_STEPS = 80;

    @Inject
    Attempts attempts;

    @Inject
    Controls controls;

    @Inject
    DeviceQueue device;

    @Inject
    Evictions evictions;

    @Test
    void aPausedJobKeepsItsStateAndEndsAsOneThatNeverStopped() throws Exception {
        AttackRequest paused = request(upload(40), LONG);
        AttackRequest whole = again(paused, id(), id());
        WorkerTopics.send(json, Topics.REQUESTS, paused);
        awaitStep(paused, 100);

        say(CampaignControl.State.PAUSED, 0);

        ConsumerRecord<String, byte[]> suspended = WorkerTopics.read(
                        Topics.RESUMED_REQUESTS, record -> isOf(record, paused), 1)
                .get(0);
        long step = Long.parseLong(
                new String(suspended.headers().lastHeader(RequestHeaders.STEP).value(), StandardCharsets.UTF_8));
        assertThat(step).isBetween(100L, LONG - 1L);
        assertThat(suspended.headers().lastHeader(RequestHeaders.STATE).value().length)
                .isGreaterThan(3 * 3 * 40 * 40 * Float.BYTES);
        // Others of the same lane go on while it is held.
        WorkerTopics.send(json, Topics.REQUESTS, whole);
        assertThat(result(whole).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(results(paused, Duration.ofSeconds(1))).isZero();

        say(CampaignControl.State.ACTIVE, 0);

        assertThat(result(paused).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(perturbation(paused)).isEqualTo(perturbation(whole));
    }

    @Test
    void aCancelledJobStopsWithinAStepAndWhatWaitsBehindItIsNotBegun() throws Exception {
        ImageRef image = upload(36);
        AttackRequest cancelled = request(image, 100_000);
        AttackRequest behind = again(cancelled, id(), campaign);
        AttackRequest ofAnother = again(request(image, 5), id(), id());
        WorkerTopics.send(json, Topics.REQUESTS, cancelled, behind, ofAnother);
        awaitStep(cancelled, 10);

        say(CampaignControl.State.CANCELLED, 0);

        assertThat(result(ofAnother).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        // The last word on the job is that it has not begun.
        ConsumerRecord<String, byte[]> last = lastAttempt(cancelled);
        assertThat(last.value()).isNull();
        assertThat(last.headers().lastHeader(RequestHeaders.ENDED)).isNull();
        assertThat(WorkerTopics.read(
                        Topics.PROGRESS, record -> cancelled.jobId().equals(record.key()) && record.value() == null, 1))
                .as("it runs no longer")
                .hasSize(1);
        assertThat(results(cancelled, Duration.ofSeconds(1))).isZero();
        assertThat(results(behind, Duration.ofMillis(500))).isZero();
    }

    @Test
    void aJobThatWaitedPreparedWhileItsCampaignWasPausedAndResumedRunsFromItsNewRecord() throws Exception {
        AttackRequest running = again(request(upload(36), LONG), id(), id());
        AttackRequest waiting = request(upload(20), 5);
        AttackRequest next = waiting.delivered(new Delivery(1, 0));
        WorkerTopics.send(json, Topics.REQUESTS, running, waiting);
        awaitStep(running, 20);

        say(CampaignControl.State.PAUSED, 0);
        say(CampaignControl.State.ACTIVE, 0);
        WorkerTopics.send(json, Topics.REQUESTS, next);

        AttackResult result = result(waiting);
        assertThat(result.outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(result.delivery()).isEqualTo(next.delivery());
        assertThat(results(waiting, Duration.ofSeconds(1))).isEqualTo(1);
    }

    @Test
    void aJobThatIsCancelledAndAskedForAgainAtOnceRunsFromItsNewRecord() throws Exception {
        AttackRequest cancelled = request(upload(36), LONG);
        AttackRequest next = cancelled.delivered(new Delivery(1, 0));
        WorkerTopics.send(json, Topics.REQUESTS, cancelled);
        awaitStep(cancelled, 20);

        say(CampaignControl.State.CANCELLED, 0);
        WorkerTopics.send(json, Topics.REQUESTS, next);

        AttackResult result = result(cancelled);
        assertThat(result.outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(result.delivery()).isEqualTo(next.delivery());
    }

    @Test
    void anUrgentJobDoesNotWaitForOnesThatHaveBegun() throws Exception {
        AttackRequest normal = request(upload(44), 2 * LONG);
        AttackRequest urgent = again(request(upload(28), 5), id(), id());
        WorkerTopics.send(json, Topics.REQUESTS, normal);
        awaitStep(normal, 20);

        WorkerTopics.send(json, Topics.URGENT_REQUESTS, urgent);

        Instant urgentEnd = result(urgent).finished();
        AttackResult later = result(normal);
        assertThat(later.outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(later.finished()).isAfter(urgentEnd);
        assertThat(WorkerTopics.read(Topics.RESUMED_REQUESTS, record -> isOf(record, normal), 1))
                .hasSize(1);
    }

    @Test
    void aJobThatHasEndedIsRunAgainOnlyAsARetry() throws Exception {
        AttackRequest request = request(upload(24), 5);
        WorkerTopics.send(json, Topics.REQUESTS, request);
        assertThat(result(request).outcome()).isInstanceOf(JobOutcome.Succeeded.class);

        WorkerTopics.send(json, Topics.REQUESTS, request, again(request, request.jobId(), id()));
        AttackRequest retry = request.delivered(new Delivery(1, 1));
        WorkerTopics.send(json, Topics.REQUESTS, retry);

        WorkerTopics.read(
                Topics.RESULTS,
                record -> record.key().equals(request.jobId())
                        && read(record, AttackResult.class).delivery().equals(retry.delivery()),
                1);
        assertThat(results(request, Duration.ofSeconds(1))).isEqualTo(2);
    }

    @Test
    void aJobThatCannotRunLeavesItsWholeRequestAndTheReason() throws Exception {
        AttackRequest request = request(new ImageRef("0".repeat(64), 24, 24), 5);

        WorkerTopics.send(json, Topics.REQUESTS, request);

        assertThat(((JobOutcome.Failed) result(request).outcome()).code()).isEqualTo("missing-file");
        ConsumerRecord<String, byte[]> record = WorkerTopics.read(
                        Topics.DEAD_LETTERS, candidate -> candidate.key().equals(request.jobId()), 1)
                .get(0);
        DeadLetter letter = json.readValue(record.value(), DeadLetter.class);
        assertThat(letter.code()).isEqualTo("missing-file");
        assertThat(letter.campaignId()).isEqualTo(campaign);
        assertThat(json.readValue(letter.value(), AttackRequest.class)).isEqualTo(request);
    }

    @Test
    void aJobWhoseThreeAttemptsKilledTheirWorkersIsGivenUp() throws Exception {
        AttackRequest deadly = request(upload(24), 5);
        workerDiedOnTheNext(deadly, 2);

        WorkerTopics.send(json, Topics.REQUESTS, deadly);

        JobOutcome.Failed failed = (JobOutcome.Failed) result(deadly).outcome();
        assertThat(failed.code()).isEqualTo("worker-lost");
        assertThat(failed.message()).contains("3 attempts", "worker-that-died");
    }

    @Test
    void aJobWhoseWorkerDiedBetweenItsResultAndItsAttemptsEndGetsTheSameRecordAgain() throws Exception {
        AttackRequest undisturbed = request(upload(24), 5);
        WorkerTopics.send(json, Topics.REQUESTS, undisturbed);
        byte[] expected = artifacts(resultRecord(undisturbed));
        AttackRequest twice = again(undisturbed, id(), campaign);
        workerDiedOnTheNext(twice, 0);

        WorkerTopics.send(json, Topics.REQUESTS, twice);

        ConsumerRecord<String, byte[]> result = resultRecord(twice);
        assertThat(artifacts(result)).isEqualTo(expected);
        assertThat(read(result, AttackResult.class).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        WorkerTopics.read(Topics.ATTEMPTS, record -> twice.jobId().equals(record.key()) && record.value() == null, 1);
        assertThat(lastAttempt(twice).value()).as("the job has ended").isNull();
    }

    /** What a worker says that was frozen while another one ended its job; else the retry would be left to that leg. */
    @Test
    void whatIsSaidOfAJobAfterItsEndIsTakenBack() throws Exception {
        AttackRequest request = request(upload(24), 5);
        WorkerTopics.send(json, Topics.REQUESTS, request);
        assertThat(result(request).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        List<ConsumerRecord<String, byte[]>> said =
                WorkerTopics.read(Topics.ATTEMPTS, record -> request.jobId().equals(record.key()), 2);
        assertThat(said.get(1).value()).as("the job has ended").isNull();

        WorkerTopics.repeat(said.get(0));

        ConsumerRecord<String, byte[]> last = WorkerTopics.read(
                        Topics.ATTEMPTS, record -> request.jobId().equals(record.key()), 4)
                .get(3);
        assertThat(last.value()).isNull();
        assertThat(last.headers().lastHeader(RequestHeaders.ENDED).value()).isEqualTo(new byte[] {'0'});
        WorkerTopics.send(json, Topics.REQUESTS, request.delivered(new Delivery(0, 1)));
        assertThat(NumberHeader.read(lastOf(Topics.RESULTS, request, 2), RequestHeaders.RETRY))
                .hasValue(1);
        assertThat(NumberHeader.read(lastOf(Topics.PROGRESS, request, 2), RequestHeaders.RETRY))
                .hasValue(1);
    }

    private static Headers lastOf(String topic, AttackRequest request, int count) {
        return WorkerTopics.read(topic, record -> request.jobId().equals(record.key()), count)
                .get(count - 1)
                .headers();
    }

    /** As after a freeze that was longer than the session, in which the campaign was paused and resumed. */
    @Test
    void whatIsSaidOfAJobThatAnotherWorkerLeftBehindMeanwhileIsTakenBack() throws Exception {
        AttackRequest lost = request(upload(36), 100_000);
        AttackRequest next =
                again(request(upload(36), 5), lost.jobId(), campaign).delivered(new Delivery(1, 0));
        WorkerTopics.send(json, Topics.REQUESTS, lost);
        awaitStep(lost, 10);
        ConsumerRecord<String, byte[]> record = WorkerTopics.read(
                        Topics.REQUESTS,
                        each -> new String(each.value(), StandardCharsets.UTF_8).contains(lost.jobId()),
                        1)
                .get(0);
        CountDownLatch awake = new CountDownLatch(1);
        Thread frozen = new Thread(() -> device.call(() -> awaitUninterruptibly(awake)));
        Thread feed = new Thread(
                () -> evictions.evict(Set.of(new TopicPartition(Topics.REQUESTS, record.partition())), true));
        frozen.start();

        say(CampaignControl.State.PAUSED, 0);
        say(CampaignControl.State.ACTIVE, 0);
        assertThat(controls.awaitCurrent(Duration.ofSeconds(10))).isTrue();
        feed.start();
        while (feed.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(10);
        }
        awake.countDown();
        feed.join();
        WorkerTopics.send(json, Topics.REQUESTS, next);

        AttackResult result = result(next);
        assertThat(result.outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(result.delivery()).isEqualTo(next.delivery());
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says that a worker had begun the request that is written next when it died, and how many failed before. */
    private void workerDiedOnTheNext(AttackRequest request, int failures) throws Exception {
        long next =
                WorkerTopics.readFor(Duration.ofSeconds(2), Topics.REQUESTS, record -> true, Integer.MAX_VALUE).stream()
                        .mapToLong(record -> record.offset() + 1)
                        .max()
                        .orElse(0);
        WorkerTopics.put(
                json,
                Topics.ATTEMPTS,
                request.jobId(),
                new JobAttempt(
                        JobAttempt.SCHEMA,
                        request.jobId(),
                        campaign,
                        0,
                        failures,
                        JobAttempt.State.RUNNING,
                        0,
                        Topics.REQUESTS + "/0/" + next,
                        "worker-that-died",
                        Instant.now(),
                        ""));
        assertThat(attempts.awaitCurrent(Duration.ofSeconds(10))).isTrue();
    }

    private static byte[] artifacts(ConsumerRecord<String, byte[]> result) {
        return result.headers().lastHeader(ArtifactHeaders.ARTIFACTS).value();
    }

    /** The topics have Kafka's default limit of 1,048,588 bytes. */
    @Test
    void aJobLargerThanARecordLeavesWithItsStateAndEndsInPieces() throws Exception {
        AttackRequest paused = request(upload(300), LARGE_STEPS);
        AttackRequest whole = again(paused, id(), id());
        WorkerTopics.send(json, Topics.REQUESTS, paused);
        awaitStep(paused, 10);

        say(CampaignControl.State.PAUSED, 0);

        List<ConsumerRecord<String, byte[]>> state = WorkerTopics.read(
                Topics.RESUMED_REQUESTS,
                record -> isOf(record, paused) && record.headers().lastHeader(RequestHeaders.PIECE) != null,
                4);
        assertThat(state)
                .allSatisfy(record -> assertThat(record.serializedValueSize()
                                + record.headers()
                                        .lastHeader(RequestHeaders.STATE)
                                        .value()
                                        .length)
                        .isLessThan(1_000_000));
        say(CampaignControl.State.ACTIVE, 0);

        assertThat(perturbation(paused)).hasSizeGreaterThan(1_048_588);
        // Not beside the other: two images in one pass are rounded differently.
        WorkerTopics.send(json, Topics.REQUESTS, whole);
        assertThat(result(whole).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        assertThat(perturbation(paused)).as("it went on from its state").isEqualTo(perturbation(whole));
        assertThat(WorkerTopics.readFor(
                        Duration.ofSeconds(1),
                        Topics.PROGRESS,
                        record -> paused.jobId().equals(record.key()) && record.value() != null,
                        100_000))
                .filteredOn(record -> read(record, JobProgress.class).step() <= 10)
                .as("no step is made again")
                .hasSizeLessThanOrEqualTo(11);
    }

    @Test
    void aResultLargerThanItsTopicTakesFailsTheJobWithTheSettingToChange() throws Exception {
        AttackRequest request = request(upload(24), 200);
        limit(Topics.RESULTS, "1200");
        try {
            WorkerTopics.send(json, Topics.REQUESTS, request);

            JobOutcome.Failed failed = (JobOutcome.Failed) result(request).outcome();
            assertThat(failed.code()).isEqualTo("record-too-large");
            assertThat(failed.message()).contains("shakedown.results", "max.message.bytes");
        } finally {
            limit(Topics.RESULTS, null);
        }
        assertThat(lastAttempt(request).value()).as("the job has ended").isNull();
    }

    @Test
    void aFailureThatItsTopicDoesNotTakeGoesToTheDeadLetters() throws Exception {
        AttackRequest request = request(upload(24), 5);
        limit(Topics.RESULTS, "100");
        try {
            WorkerTopics.send(json, Topics.REQUESTS, request);

            ConsumerRecord<String, byte[]> record = WorkerTopics.read(
                            Topics.DEAD_LETTERS,
                            candidate -> candidate.key().equals(request.jobId())
                                    && candidate.headers().lastHeader(DeadLetter.RESULT_HEADER) != null,
                            1)
                    .get(0);
            assertThat(((JobOutcome.Failed) read(record, AttackResult.class).outcome()).code())
                    .isEqualTo("record-too-large");
        } finally {
            limit(Topics.RESULTS, null);
        }
    }

    @Test
    void aJobWhoseArtifactsHaveNoTopicFailsWithTheReason() throws Exception {
        AttackRequest request = request(upload(300), 5);
        AttackRequest later = again(request, id(), id());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", WorkerSurroundings.bootstrapServers()))) {
            admin.deleteTopics(List.of(Topics.ARTIFACTS)).all().get();
        }
        WorkerTopics.send(json, Topics.REQUESTS, request);

        JobOutcome.Failed failed = (JobOutcome.Failed) result(request).outcome();

        assertThat(failed.code()).isEqualTo("unknown-topic");
        assertThat(failed.message()).contains("shakedown.artifacts", "create the topic");
        ShakedownTopics.create(WorkerSurroundings.bootstrapServers(), 1);
        WorkerTopics.send(json, Topics.REQUESTS, later);
        assertThat(result(later).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
    }

    private static void limit(String topic, @Nullable String bytes) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", WorkerSurroundings.bootstrapServers()))) {
            AlterConfigOp change = new AlterConfigOp(
                    new ConfigEntry("max.message.bytes", bytes),
                    bytes == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
                    .all()
                    .get();
            // The controller knows of it before the broker does.
            Thread.sleep(500);
        }
    }

    private int results(AttackRequest request, Duration within) {
        return WorkerTopics.readFor(
                        within, Topics.RESULTS, record -> request.jobId().equals(record.key()), Integer.MAX_VALUE)
                .size();
    }

    private ConsumerRecord<String, byte[]> lastAttempt(AttackRequest request) {
        var records = WorkerTopics.readFor(
                Duration.ofSeconds(1),
                Topics.ATTEMPTS,
                record -> request.jobId().equals(record.key()),
                Integer.MAX_VALUE);
        return records.get(records.size() - 1);
    }

    private byte[] perturbation(AttackRequest request) {
        JobOutcome.Succeeded done = (JobOutcome.Succeeded) result(request).outcome();
        return WorkerTopics.artifacts(request.jobId(), done).get(ArtifactKind.PERTURBATION);
    }
}
