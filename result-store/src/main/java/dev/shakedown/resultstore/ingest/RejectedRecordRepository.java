package dev.shakedown.resultstore.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.blob.Content;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.database.StorableText;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table {@code rejected_record}. Takes whatever it is given: nothing in a record can make it fail. */
@Singleton
public class RejectedRecordRepository {

    private static final int LONGEST_REASON = 2_000;
    private static final int LONGEST_KEY = 1_000;

    private static final String INSERT = """
            INSERT INTO rejected_record (topic, partition, record_offset, value_sha256, record_timestamp,
                                         record_key, headers, value, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            ON CONFLICT (topic, partition, record_offset, value_sha256) DO NOTHING
            """;

    private final ObjectMapper json;

    RejectedRecordRepository(ObjectMapper json) {
        this.json = json;
    }

    void insertAll(Connection connection, List<Arrival.Rejected> rejected) throws SQLException {
        for (Arrival.Rejected arrival : rejected) {
            TopicRecord source = arrival.source();
            Content value = source.value();
            Sql.update(
                    connection,
                    INSERT,
                    row -> row.text(source.topic())
                            .number(source.partition())
                            .number(source.offset())
                            .text((value == null ? Sha256.of(new byte[0]) : value.sha256()).hex())
                            .time(source.timestamp())
                            .text(storable(source.key(), LONGEST_KEY))
                            .text(written(source.headers()))
                            .bytes(value == null ? null : value.stream(), value == null ? 0 : value.length())
                            .text(storable(arrival.reason(), LONGEST_REASON)));
        }
    }

    private String written(Map<String, String> headers) {
        Map<String, String> storable = new TreeMap<>();
        headers.forEach((name, value) -> storable.put(StorableText.of(name), StorableText.of(value)));
        return json.valueToTree(storable).toString();
    }

    private static @Nullable String storable(@Nullable String text, int longest) {
        return text == null ? null : StorableText.of(text.length() <= longest ? text : text.substring(0, longest));
    }
}
