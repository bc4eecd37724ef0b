package dev.shakedown.attackworker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.delivery.DeliveredRequest.RecordPosition;
import dev.shakedown.contract.LaneCommit;
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
        TreeSet<Long> done = new TreeSet<>();
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
                long ended = open.remove(random.nextInt(open.size()));
                notDone.remove(ended);
                done.add(ended);
                offsets.done(place(ended));
            }
            OffsetAndMetadata due = offsets.take(ALL, 64).get(PARTITION);
            if (due != null) {
                assertThat(due.offset()).isGreaterThanOrEqualTo(committed);
                committed = due.offset();
                assertThat(LaneCommit.of(due.metadata()).done())
                        .isEqualTo(done.tailSet(committed).size());
            }
            assertThat(notDone.headSet(committed)).isEmpty();
        }
        assertThat(offsets.open()).isEqualTo(open.size());
    }

    @Test
    void commitsNothingTwiceUnlessTheBrokerDidNotGetIt() {
        offsets.received(place(7));
        offsets.done(place(7));

        assertThat(offsets.take(ALL, 64)).isEqualTo(Map.of(PARTITION, at(8)));
        assertThat(offsets.take(ALL, 64)).isEmpty();
        offsets.notCommitted(ALL);
        assertThat(offsets.take(ALL, 64)).isEqualTo(Map.of(PARTITION, at(8)));
    }

    @Test
    void whatIsDoneOfALostPartitionMeansNothing() {
        offsets.received(place(7));
        offsets.forget(ALL);

        offsets.done(place(7));

        assertThat(offsets.take(ALL, 64)).isEmpty();
        assertThat(offsets.open()).isZero();
    }

    @Test
    void aRecordThatComesAgainIsToBeDoneOnce() {
        offsets.received(place(7));
        offsets.received(place(8));
        offsets.received(place(7));

        offsets.done(place(7));

        assertThat(offsets.take(ALL, 64)).isEqualTo(Map.of(PARTITION, at(8)));
    }

    private static OffsetAndMetadata at(long offset) {
        return new OffsetAndMetadata(offset, "done=0;room=64");
    }

    private static RecordPosition place(long offset) {
        return new RecordPosition(PARTITION, offset);
    }
}
