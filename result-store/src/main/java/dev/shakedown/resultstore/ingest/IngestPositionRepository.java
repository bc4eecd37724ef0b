package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.database.ColumnType;
import dev.shakedown.resultstore.database.Row;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.ingest.IngestPosition.Advance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * The table {@code ingest_position}. A position is changed in the transaction that stores the records before it, so
 * that a backup that is restored has the positions of its own rows.
 */
@Singleton
public class IngestPositionRepository {

    private static final String BEGIN = """
            INSERT INTO ingest_position (topic_id, partition, topic, next_offset)
            SELECT topic_id::uuid, partition, topic, 0
            FROM unnest(?, ?, ?) AS new (topic_id, partition, topic)
            ON CONFLICT (topic_id, partition) DO NOTHING
            """;

    private static final String ALL = """
            SELECT topic_id, topic, partition, next_offset
            FROM ingest_position
            WHERE topic_id = ANY (?::uuid[])
            """;

    /** Another replica may have gone further. A partition of which less is stored than what comes before stays. */
    private static final String ADVANCE = """
            UPDATE ingest_position AS known
            SET next_offset = CASE WHEN batch.next < batch.origin THEN batch.next
                                   ELSE greatest(known.next_offset, batch.next) END
            FROM unnest(?, ?, ?, ?) AS batch (topic_id, partition, origin, next)
            WHERE known.topic_id = batch.topic_id::uuid AND known.partition = batch.partition
              AND known.next_offset >= batch.origin
            """;

    /** The positions of partitions; those that are unknown begin at 0 from now on. */
    List<IngestPosition> of(Connection connection, Map<TopicPartition, UUID> partitions) throws SQLException {
        List<Map.Entry<TopicPartition, UUID>> all = List.copyOf(partitions.entrySet());
        Sql.update(
                connection,
                BEGIN,
                row -> row.texts(all.stream()
                                .map(one -> one.getValue().toString())
                                .toList())
                        .array(
                                ColumnType.INTEGER,
                                all.stream()
                                        .map(one -> one.getKey().partition())
                                        .toList())
                        .texts(all.stream().map(one -> one.getKey().topic()).toList()));
        List<IngestPosition> positions = new ArrayList<>();
        Collection<String> topics =
                partitions.values().stream().map(UUID::toString).distinct().toList();
        Sql.each(connection, ALL, row -> row.texts(topics), rows -> {
            TopicPartition partition = new TopicPartition(rows.getString("topic"), rows.getInt("partition"));
            UUID topicId = UUID.fromString(rows.getString("topic_id"));
            if (topicId.equals(partitions.get(partition))) {
                positions.add(new IngestPosition(partition, topicId, rows.getLong("next_offset")));
            }
        });
        return positions;
    }

    /**
     * Notes where a batch ends.
     *
     * @throws OlderDatabaseException if the database does not have all that comes before it; then the transaction must
     *     be rolled back, because partitions of which it has all were changed
     */
    void advance(Connection connection, List<Advance> batch) throws SQLException {
        if (!batch.isEmpty() && batch.size() != Sql.update(connection, ADVANCE, row -> bind(row, batch))) {
            throw new OlderDatabaseException();
        }
    }

    private static void bind(Row row, List<Advance> batch) throws SQLException {
        row.texts(batch.stream().map(end -> end.from().topicId().toString()).toList())
                .array(
                        ColumnType.INTEGER,
                        batch.stream()
                                .map(end -> end.from().partition().partition())
                                .toList())
                .array(
                        ColumnType.BIGINT,
                        batch.stream().map(end -> end.from().next()).toList())
                .array(ColumnType.BIGINT, batch.stream().map(Advance::next).toList());
    }
}
