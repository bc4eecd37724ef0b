package dev.shakedown.resultstore.job;

import static dev.shakedown.resultstore.database.ColumnType.BIGINT;
import static dev.shakedown.resultstore.database.ColumnType.INTEGER;
import static dev.shakedown.resultstore.database.ColumnType.JSON;
import static dev.shakedown.resultstore.database.ColumnType.TEXT;
import static dev.shakedown.resultstore.database.ColumnType.TIME;

import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.database.BatchInsert;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.database.StorableText;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code dead_letter}. */
@Singleton
public class DeadLetterRepository {

    private static final BatchInsert<ReceivedMessage<DeadLetter>> INSERT =
            BatchInsert.<ReceivedMessage<DeadLetter>>into("dead_letter")
                    .column(
                            "topic",
                            TEXT,
                            letter -> StorableText.of(letter.body().topic()))
                    .column("partition", INTEGER, letter -> letter.body().partition())
                    .column("record_offset", BIGINT, letter -> letter.body().offset())
                    .column("value_sha256", TEXT, letter -> sha256(letter.body().value()))
                    .column("job_id", TEXT, letter -> storable(letter.body().jobId()))
                    .column(
                            "campaign_id",
                            TEXT,
                            letter -> storable(letter.body().campaignId()))
                    .column(
                            "code",
                            TEXT,
                            letter -> StorableText.of(letter.body().code()))
                    .column(
                            "reason",
                            TEXT,
                            letter -> StorableText.of(letter.body().reason()))
                    .column("given_up_at", TIME, letter -> letter.body().since())
                    .column("message", JSON, ReceivedMessage::json)
                    .ending("""
                            ORDER BY arrived.place
                            ON CONFLICT (topic, partition, record_offset, value_sha256) DO NOTHING""");

    private static final String PAGE = """
            SELECT id, message
            FROM dead_letter
            WHERE id > ?
              AND (?::text IS NULL OR campaign_id = ?::text)
              AND (?::text IS NULL OR job_id = ?::text)
            ORDER BY id
            LIMIT ?
            """;

    /**
     * Stores dead letters that are new.
     *
     * @return how many were
     */
    public int insertAll(Connection connection, List<ReceivedMessage<DeadLetter>> letters) throws SQLException {
        return INSERT.insert(connection, letters);
    }

    /** Those of a campaign or a job, or all, by id. */
    public List<StoredDeadLetter> page(
            Connection connection, @Nullable String campaignId, @Nullable String jobId, long after, int limit)
            throws SQLException {
        return Sql.list(
                connection,
                PAGE,
                row -> row.number(after)
                        .text(campaignId)
                        .text(campaignId)
                        .text(jobId)
                        .text(jobId)
                        .number(limit),
                rows -> new StoredDeadLetter(rows.getLong(1), rows.getString(2)));
    }

    private static String sha256(String value) {
        return Sha256.of(value.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : StorableText.of(text);
    }

    /**
     * A dead letter as it is stored.
     *
     * @param id grows in the order of arrival
     * @param message the {@code DeadLetter} message as JSON
     */
    public record StoredDeadLetter(long id, String message) {}
}
