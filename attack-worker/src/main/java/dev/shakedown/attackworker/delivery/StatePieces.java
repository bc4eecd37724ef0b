package dev.shakedown.attackworker.delivery;

import dev.shakedown.attackworker.delivery.DeliveredRequest.RecordPosition;
import dev.shakedown.contract.RecordPieces;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * States of jobs that came in several records, until the last record of each has come. Belongs to the feed's thread.
 *
 * <p>Pieces of one state are on one partition, the last one after the others. A worker that is killed while it sends
 * leaves pieces without a last one; they are given up after a while.
 */
final class StatePieces {

    /** Far longer than a worker takes to send all pieces. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Map<Key, Pieces> waiting = new HashMap<>();

    private record Key(TopicPartition partition, String jobId, long leg, int count) {}

    private static final class Pieces {
        private final SortedMap<Integer, byte[]> parts = new TreeMap<>();
        private final List<RecordPosition> places = new ArrayList<>();
        private Instant since;

        Pieces(Instant now) {
            this.since = now;
        }
    }

    /**
     * A state whose last piece has come.
     *
     * @param bytes the state; none if pieces are missing, so that the job starts from the beginning
     * @param places the records of the earlier pieces, which are processed when the last one is
     */
    record Whole(List<RecordPosition> places, byte... bytes) {}

    /** Keeps a piece; gives the whole state with the last one, else null. */
    @Nullable
    Whole add(RecordPosition at, String jobId, long leg, RecordPieces.Place place, byte[] part, Instant now) {
        Key key = new Key(at.partition(), jobId, leg, place.count());
        Pieces pieces = waiting.computeIfAbsent(key, absent -> new Pieces(now));
        pieces.parts.put(place.number(), part);
        pieces.since = now;
        if (!place.isLast()) {
            pieces.places.add(at);
            return null;
        }
        waiting.remove(key);
        boolean complete = pieces.parts.size() == place.count();
        return new Whole(
                List.copyOf(pieces.places),
                complete ? RecordPieces.join(List.copyOf(pieces.parts.values())) : new byte[0]);
    }

    /**
     * Gives up pieces whose last one does not come.
     *
     * @param heldBack partitions that are not read now; their pieces wait
     */
    List<RecordPosition> giveUp(Collection<TopicPartition> heldBack, Instant now) {
        List<RecordPosition> places = new ArrayList<>();
        waiting.entrySet().removeIf(entry -> {
            Pieces pieces = entry.getValue();
            if (heldBack.contains(entry.getKey().partition())) {
                pieces.since = now;
            }
            boolean old = pieces.since.plus(PATIENCE).isBefore(now);
            if (old) {
                places.addAll(pieces.places);
            }
            return old;
        });
        return places;
    }

    /** Forgets partitions that other workers have now. */
    void forget(Collection<TopicPartition> lost) {
        waiting.keySet().removeIf(key -> lost.contains(key.partition()));
    }
}
