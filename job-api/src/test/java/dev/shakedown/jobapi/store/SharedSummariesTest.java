package dev.shakedown.jobapi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedSummariesTest {

    private final List<List<String>> requests = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore answers = new Semaphore(0);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void callersWhoComeDuringARequestShareTheNextOne() throws Exception {
        SharedSummaries summaries = new SharedSummaries(this::answer, 500);
        CompletableFuture<StoreAnswer<CampaignSummary>> first = ask(summaries, "a");
        await().until(() -> requests.size() == 1);
        List<CompletableFuture<StoreAnswer<CampaignSummary>>> others = new ArrayList<>();
        CountDownLatch asking = new CountDownLatch(50);
        for (int i = 0; i < 50; i++) {
            String id = i < 10 ? "a" : "b" + i;
            others.add(CompletableFuture.supplyAsync(
                    () -> {
                        asking.countDown();
                        return summaries.of(id);
                    },
                    callers));
        }
        asking.await();
        Thread.sleep(200);

        answers.release(2);

        assertThat(first.get()).isEqualTo(new StoreAnswer.Found<>(summary("a")));
        for (int i = 0; i < 50; i++) {
            assertThat(others.get(i).get()).isEqualTo(new StoreAnswer.Found<>(summary(i < 10 ? "a" : "b" + i)));
        }
        // Also the campaign of the first: that request had begun before they asked.
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1)).hasSize(41).contains("a");
    }

    @Test
    void aRequestHasNoMoreCampaignsThanTheResultStoreAllows() throws Exception {
        SharedSummaries summaries = new SharedSummaries(this::answer, 2);
        List<CompletableFuture<StoreAnswer<CampaignSummary>>> calls = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            calls.add(ask(summaries, "c" + i));
        }

        answers.release(7);

        for (int i = 0; i < 7; i++) {
            assertThat(calls.get(i).get()).isEqualTo(new StoreAnswer.Found<>(summary("c" + i)));
        }
        assertThat(requests).allMatch(ids -> ids.size() <= 2);
    }

    @Test
    void aRequestThatHangsDoesNotHoldUpTheOthers() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        SharedSummaries summaries = new SharedSummaries(
                ids -> {
                    if (ids.contains("slow")) {
                        awaitCount(hanging);
                    }
                    return found(ids);
                },
                500);
        CompletableFuture<StoreAnswer<CampaignSummary>> slow = ask(summaries, "slow");
        Thread.sleep(100);

        assertThat(ask(summaries, "quick").get()).isEqualTo(new StoreAnswer.Found<>(summary("quick")));

        assertThat(slow).isNotDone();
        hanging.countDown();
        assertThat(slow.get()).isEqualTo(new StoreAnswer.Found<>(summary("slow")));
    }

    @Test
    void saysWhatIsAbsentAndWhatIsUnavailable() {
        SharedSummaries knowsNothing = new SharedSummaries(ids -> new StoreAnswer.Found<>(Map.of()), 500);
        SharedSummaries isDown = new SharedSummaries(ids -> new StoreAnswer.Unavailable<>("down"), 500);
        SharedSummaries fails = new SharedSummaries(
                ids -> {
                    throw new IllegalArgumentException("not JSON");
                },
                500);

        assertThat(knowsNothing.of("a")).isEqualTo(new StoreAnswer.Absent<>());
        assertThat(isDown.of("a")).isEqualTo(new StoreAnswer.Unavailable<>("down"));
        assertThatThrownBy(() -> fails.of("a")).hasMessage("not JSON");
        assertThatThrownBy(() -> fails.of("a")).as("and again").hasMessage("not JSON");
    }

    private CompletableFuture<StoreAnswer<CampaignSummary>> ask(SharedSummaries summaries, String id) {
        return CompletableFuture.supplyAsync(() -> summaries.of(id), callers);
    }

    private StoreAnswer<Map<String, CampaignSummary>> answer(Collection<String> ids) {
        requests.add(List.copyOf(ids));
        answers.acquireUninterruptibly();
        return found(ids);
    }

    private static StoreAnswer<Map<String, CampaignSummary>> found(Collection<String> ids) {
        return new StoreAnswer.Found<>(
                ids.stream().collect(Collectors.toMap(Function.identity(), SharedSummariesTest::summary)));
    }

    private static CampaignSummary summary(String id) {
        return new CampaignSummary(id, "demo", Instant.EPOCH, CampaignState.RUNNING, 4, 4, 1, 0);
    }

    private static void awaitCount(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
