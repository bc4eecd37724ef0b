package dev.shakedown.jobapi.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.watch.CampaignStatuses.CachedCounts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedCountsTest {

    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final CachedCounts counts = new CachedCounts(
            id -> {
                questions.incrementAndGet();
                return new StoreAnswer.Found<>(CampaignStatusTest.counts(id, 4, 4, questions.get(), 0));
            },
            Duration.ofMillis(500),
            nanos::get);

    @Test
    void asksOnceForManyWatchers() {
        IntStream.range(0, 100).parallel().forEach(i -> counts.of("c1", Optional.empty()));

        assertThat(questions).hasValue(1);
    }

    @Test
    void asksAgainWhenARoundIsPublished() {
        counts.of("c1", Optional.empty());
        counts.of("c1", Optional.of(new ExpansionProgress(1, "c1", 1, 2, 2, 0, false)));
        assertThat(questions).hasValue(1);

        counts.of("c1", Optional.of(new ExpansionProgress(1, "c1", 1, 4, 4, 0, true)));
        assertThat(questions).hasValue(2);
    }

    @Test
    void asksAgainWhenTheAnswerIsOldAndForEachCampaign() {
        counts.of("c1", Optional.empty());
        counts.of("c2", Optional.empty());
        nanos.set(Duration.ofMillis(500).toNanos());

        assertThat(counts.of("c1", Optional.empty()))
                .isEqualTo(new StoreAnswer.Found<>(CampaignStatusTest.counts("c1", 4, 4, 3, 0)));
    }
}
