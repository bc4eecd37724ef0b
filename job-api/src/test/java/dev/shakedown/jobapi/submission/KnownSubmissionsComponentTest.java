package dev.shakedown.jobapi.submission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.KeyedSubmission;
import dev.shakedown.jobapi.component.TestEnvironment;
import dev.shakedown.jobapi.submission.KnownSubmissions.IdempotencyKey;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.service.problem.Checked;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class KnownSubmissionsComponentTest {

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    ObjectMapper json;

    @Inject
    TopicPublisher publisher;

    @Test
    void ofTwoInstancesThatUseAKeyAtOnceBothHaveTheSameAnswer() throws Exception {
        KnownSubmissions one = new KnownSubmissions(kafka, json, publisher);
        KnownSubmissions other = new KnownSubmissions(kafka, json, publisher);
        one.start();
        other.start();
        try {
            for (int i = 0; i < 20; i++) {
                IdempotencyKey key = new IdempotencyKey("ann", "race " + i);
                CyclicBarrier start = new CyclicBarrier(2);

                List<CompletableFuture<String>> claims = List.of(
                        CompletableFuture.supplyAsync(() -> claim(start, one, key, "a")),
                        CompletableFuture.supplyAsync(() -> claim(start, other, key, "b")));
                Set<String> documents = new HashSet<>();
                for (CompletableFuture<String> claim : claims) {
                    documents.add(claim.get());
                }

                assertThat(documents).as("race " + i).hasSize(1);
            }
        } finally {
            one.stop();
            other.stop();
        }
    }

    @Test
    void theFirstUseOfAKeyCountsForAWeek() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        KeyedSubmission first = submission("a", now);
        KeyedSubmission second = submission("b", now.plus(Duration.ofDays(6)));
        KeyedSubmission late = submission("c", now.plus(Duration.ofDays(8)));

        assertThat(KnownSubmissions.whichCounts(first, second)).isEqualTo(first);
        assertThat(KnownSubmissions.whichCounts(first, late)).isEqualTo(late);
    }

    private static String claim(CyclicBarrier start, KnownSubmissions instance, IdempotencyKey key, String document) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Checked<KeyedSubmission> claim = instance.claim(key, submission(document, Instant.now()));
        return ((Checked.Valid<KeyedSubmission>) claim).value().documentSha256();
    }

    private static KeyedSubmission submission(String document, Instant at) {
        return new KeyedSubmission(KeyedSubmission.SCHEMA, document, "campaign of " + document, at);
    }
}
