package dev.shakedown.resultstore.deadletter;

import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.database.Columns;
import dev.shakedown.resultstore.database.Columns.Type;
import dev.shakedown.resultstore.database.Row;
import dev.shakedown.resultstore.database.StorableText;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code dead_letter}. */
@Singleton
public class DeadLetterRepository {

    private static final String INSERT = """
            INSERT INTO dead_letter (topic, partition, record_offset, value_sha256, job_id, campaign_id, code, reason,
                                     given_up_at, message)
            SELECT topic, partition, record_offset, value_sha256, job_id, campaign_id, code, reason,
                   given_up_at::timestamptz, message::json
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WITH ORDINALITY
                AS arrived (topic, partition, record_offset, value_sha256, job_id, campaign_id, code, reason,
                            given_up_at, message, place)
            ORDER BY place
            ON CONFLICT (topic, partition, record_offset, value_sha256) DO NOTHING
            """;

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
    public int insertAll(Connection connection, List<ArrivedDeadLetter> letters) throws SQLException {
        Columns columns = new Columns(
                Type.TEXT,
                Type.INTEGER,
                Type.BIGINT,
                Type.TEXT,
                Type.TEXT,
                Type.TEXT,
                Type.TEXT,
                Type.TEXT,
                Type.TEXT,
                Type.TEXT);
        for (ArrivedDeadLetter arrived : letters) {
            DeadLetter letter = arrived.letter();
            columns.add(
                    StorableText.of(letter.topic()),
                    letter.partition(),
                    letter.offset(),
                    Sha256.of(letter.value().getBytes(StandardCharsets.UTF_8)).hex(),
                    storable(letter.jobId()),
                    storable(letter.campaignId()),
                    StorableText.of(letter.code()),
                    StorableText.of(letter.reason()),
                    letter.since(),
                    arrived.json());
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            columns.bind(statement);
            return statement.executeUpdate();
        }
    }

    /** Those of a campaign or a job, or all, by id. */
    public List<StoredDeadLetter> page(
            Connection connection, @Nullable String campaignId, @Nullable String jobId, long after, int limit)
            throws SQLException {
        List<StoredDeadLetter> letters = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            new Row(statement)
                    .number(after)
                    .text(campaignId)
                    .text(campaignId)
                    .text(jobId)
                    .text(jobId)
                    .number(limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    letters.add(new StoredDeadLetter(rows.getLong(1), rows.getString(2)));
                }
            }
        }
        return letters;
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : StorableText.of(text);
    }
}
