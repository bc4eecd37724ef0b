package dev.shakedown.attackworker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {

    private static final TopicPartition PARTITION = new TopicPartition("requests", 3);
    private static final Set<TopicPartition> ALL = Set.of(PARTITION);

    private final OffsetTracker offsets = new OffsetTracker();

    @Test
    void neverPassesOverARecordThatIsNotDone() {
        SplittableRandom random = new SplittableRandom(3);
        List<Long> open = new ArrayList<>();
        TreeSet<Long> notDone = new TreeSet<>();
        long next = 100;
        long committed = 100;
        for (int i = 0; i < 10_000; i++) {
            if (open.isEmpty() || random.nextInt(3) == 0) {
                offsets.received(place(next));
                open.add(next);
                notDone.add(next);
                // Compaction and transactions leave gaps.
                next += 1 + random.nextInt(2);
            } else {
                long done = open.remove(random.nextInt(open.size()));
                notDone.remove(done);
                offsets.done(place(done));
            }
            OffsetAndMetadata due = offsets.take(ALL).get(PARTITION);
            if (due != null) {
                assertThat(due.offset()).isGreaterThan(committed);
                committed = due.offset();
            }
            assertThat(notDone.headSet(committed)).isEmpty();
        }
        assertThat(offsets.open()).isEqualTo(open.size());
    }

    @Test
    void commitsNothingTwiceUnlessTheBrokerDidNotGetIt() {
        offsets.received(place(7));
        offsets.done(place(7));

        assertThat(offsets.take(ALL)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(8)));
        assertThat(offsets.take(ALL)).isEmpty();
        offsets.notCommitted(ALL);
        assertThat(offsets.take(ALL)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(8)));
    }

    @Test
    void whatIsDoneOfALostPartitionMeansNothing() {
        offsets.received(place(7));
        offsets.forget(ALL);

        offsets.done(place(7));

        assertThat(offsets.take(ALL)).isEmpty();
        assertThat(offsets.open()).isZero();
    }

    @Test
    void aRecordThatComesAgainIsToBeDoneOnce() {
        offsets.received(place(7));
        offsets.received(place(8));
        offsets.received(place(7));

        offsets.done(place(7));

        assertThat(offsets.take(ALL)).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(8)));
    }

    private static RecordPosition place(long offset) {
        return new RecordPosition(PARTITION, offset);
    }
}
