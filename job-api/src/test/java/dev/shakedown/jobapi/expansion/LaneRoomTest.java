package dev.shakedown.jobapi.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.jobapi.expansion.LaneRoom.Share;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LaneRoomTest {

    @Test
    void theWorkerThatHasLeastGetsTheRequestsInItsEmptiestPartition() {
        LaneRoom room = new LaneRoom(new long[] {0, 20, 3, 5}, shares(List.of(0, 1), List.of(2, 3)), 64);

        assertThat(room.take(32)).isEqualTo(OptionalInt.of(2));
        assertThat(room.take(32)).isEqualTo(OptionalInt.of(0));
    }

    @Test
    void noWorkerGetsMoreThanItMayHave() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1000; i++) {
            long[] waiting = random.longs(8, 0, 40).toArray();
            List<List<Integer>> workers = List.of(List.of(0, 1, 2), List.of(3), List.of(4, 5, 6, 7));
            LaneRoom room = new LaneRoom(
                    waiting,
                    workers.stream().map(worker -> new Share(worker, 64)).toList(),
                    64);
            int requests = 1 + random.nextInt(32);
            OptionalInt place;
            while ((place = room.take(requests)).isPresent()) {
                waiting[place.getAsInt()] += requests;
            }
            for (List<Integer> worker : workers) {
                long has = worker.stream()
                        .mapToLong(partition -> waiting[partition])
                        .sum();
                assertThat(has + requests).as("room is used").isGreaterThan(64);
            }
            assertThat(LongStream.of(waiting).sum()).isLessThanOrEqualTo(Math.max(3 * 64, 8 * 40));
        }
    }

    @Test
    void aWorkerThatHasNothingGetsMoreThanItMayHave() {
        LaneRoom room = new LaneRoom(new long[] {0}, shares(List.of(0)), 64);

        assertThat(room.take(100)).isEqualTo(OptionalInt.of(0));
        assertThat(room.take(1)).isEmpty();
    }

    @Test
    void aWorkerThatWantsMoreGetsMore() {
        LaneRoom room = new LaneRoom(new long[2], List.of(new Share(List.of(0), 64), new Share(List.of(1), 512)), 64);

        long[] taken = new long[2];
        OptionalInt place;
        while ((place = room.take(32)).isPresent()) {
            taken[place.getAsInt()] += 32;
        }

        assertThat(taken).containsExactly(64, 512);
    }

    @Test
    void withoutWorkersAsManyWaitAsForOne() {
        LaneRoom room = new LaneRoom(new long[2], shares(List.of()), 64);

        assertThat(room.take(32)).isEqualTo(OptionalInt.of(0));
        assertThat(room.take(32)).isEqualTo(OptionalInt.of(1));
        assertThat(room.take(1)).isEmpty();
    }

    @SafeVarargs
    private static List<Share> shares(List<Integer>... workers) {
        return Stream.of(workers).map(worker -> new Share(worker, 64)).toList();
    }
}
