package dev.shakedown.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerGroupTest {

    private static final int PARTITIONS = 64;

    private final Agenda agenda = new Agenda();
    private final ConsumerGroup group = new ConsumerGroup(agenda, PARTITIONS, 3);
    private final List<Reader> readers = new ArrayList<>();

    private final class Reader implements ConsumerGroup.Member {
        private final String name;
        private final Set<TopicPartition> partitions = new HashSet<>();

        private Reader(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void revoke(Set<TopicPartition> gone, Runnable done) {
            partitions.removeAll(gone);
            agenda.after(1, done);
        }

        @Override
        public void assign(Set<TopicPartition> more) {
            for (TopicPartition partition : more) {
                assertThat(readers).noneMatch(reader -> reader.partitions.contains(partition));
            }
            partitions.addAll(more);
        }
    }

    @Test
    void everyPartitionHasOneReaderWhoeverJoinsAndLeaves() {
        for (int i = 0; i < 5; i++) {
            join("reader-" + i);
            settle();
            assertShared();
        }
        leave(2);
        leave(0);
        settle();
        assertShared();
        assertThat(readers).hasSize(3);
    }

    @Test
    void aNewReaderGetsItsShareOfEachLaneInTheSecondRebalance() {
        join("first");
        settle();
        double begun = agenda.now();

        join("second");
        settle();

        assertThat(agenda.now() - begun).isEqualTo(3 + 1 + 3);
        assertThat(readers.get(1).partitions.stream()
                        .filter(partition -> partition.topic().equals(Lane.NORMAL.topic())))
                .hasSizeBetween(PARTITIONS / 2 - 1, PARTITIONS / 2 + 1);
    }

    @Test
    void nobodyReadsBeforeTheGroupHasAgreed() {
        join("first");
        agenda.next(2.9);

        assertThat(readers.get(0).partitions).isEmpty();
    }

    private void join(String name) {
        Reader reader = new Reader(name);
        readers.add(reader);
        group.join(reader);
    }

    private void leave(int index) {
        Reader reader = readers.remove(index);
        group.leave(reader);
    }

    private void settle() {
        int events = 0;
        while (agenda.next(1e9)) {
            assertThat(events++).as("rebalances must come to an end").isLessThan(100);
        }
    }

    private void assertShared() {
        Set<TopicPartition> all = new HashSet<>();
        for (Reader reader : readers) {
            all.addAll(reader.partitions);
            assertThat(reader.partitions.size())
                    .isBetween(3 * PARTITIONS / readers.size(), 3 * PARTITIONS / readers.size() + 1);
            reader.partitions.forEach(
                    partition -> assertThat(group.owner(partition)).isSameAs(reader));
        }
        assertThat(all).hasSize(3 * PARTITIONS);
    }
}
