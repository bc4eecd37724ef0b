package dev.shakedown.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestQueueTest {

    private final RequestQueue big = new RequestQueue("big");

    @Test
    void theDefaultQueueHasTheTopicsAndTheGroupThatThereWereBeforeQueues() {
        assertThat(RequestQueue.DEFAULT.requests()).isEqualTo(Topics.REQUESTS);
        assertThat(RequestQueue.DEFAULT.resumed()).isEqualTo(Topics.RESUMED_REQUESTS);
        assertThat(RequestQueue.DEFAULT.urgent()).isEqualTo(Topics.URGENT_REQUESTS);
        assertThat(RequestQueue.DEFAULT.workerGroup()).isEqualTo("shakedown-attack-worker");
        assertThat(RequestQueue.DEFAULT.announcementKey("rgdn@10")).isEqualTo("rgdn@10");
    }

    @Test
    void aQueueHasTopicsAndAGroupOfItsOwn() {
        assertThat(big.topics())
                .containsExactly(
                        "shakedown.requests.big.urgent", "shakedown.requests.big.resumed", "shakedown.requests.big");
        assertThat(big.workerGroup()).isEqualTo("shakedown-attack-worker-big");
        assertThat(big.announcementKey("rgdn@10")).isEqualTo("big/rgdn@10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "big", "gpu-80gb", "a--b", "urgently", "resumed-2", "not-urgent"})
    void aNameHasLowerCaseLettersDigitsAndHyphensWithin(String name) {
        assertThat(RequestQueue.isName(name)).isTrue();
        assertThat(new RequestQueue(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "-a", "a-", "Big", "a.b", "a_b", "a/b", "a b", "resumed", "urgent", "größe", "a\n"})
    void nothingElseIsAName(String name) {
        assertThat(RequestQueue.isName(name)).isFalse();
        assertThatThrownBy(() -> new RequestQueue(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(name
                        + ": must be 1 to 32 of a-z, 0-9 and -, with no - at either end, and not resumed or urgent");
    }

    @Test
    void aNameHasAtMost32Characters() {
        assertThat(RequestQueue.isName("a".repeat(32))).isTrue();
        assertThat(RequestQueue.isName("a".repeat(33))).isFalse();
    }

    @Test
    void theDefaultQueueComesFirstThenNamesInOrder() {
        assertThat(Stream.of(big, new RequestQueue("a"), RequestQueue.DEFAULT).sorted(RequestQueue.ORDER))
                .containsExactly(RequestQueue.DEFAULT, new RequestQueue("a"), big);
    }

    @Test
    void requestsAreReadOfEveryQueueAndOfNoLaneOfJobsThatHaveBegun() {
        for (RequestQueue queue : new RequestQueue[] {RequestQueue.DEFAULT, big, new RequestQueue("urgent-2")}) {
            assertThat(queue.requests()).matches(RequestQueue.REQUEST_TOPICS);
            assertThat(queue.urgent()).matches(RequestQueue.REQUEST_TOPICS);
            assertThat(queue.resumed()).doesNotMatch(RequestQueue.REQUEST_TOPICS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shakedown.results",
                "shakedown.requests.",
                "shakedown.requests.Big",
                "shakedown.requests.big.other",
                "shakedown.requests.resumed.urgent",
                "shakedown.requests.urgent.urgent",
                "shakedownXrequests",
                "mine.shakedown.requests"
            })
    void otherTopicsAreNobodysRequests(String topic) {
        assertThat(topic).doesNotMatch(RequestQueue.REQUEST_TOPICS);
    }
}
