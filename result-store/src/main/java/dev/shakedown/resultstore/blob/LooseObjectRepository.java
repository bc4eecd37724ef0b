package dev.shakedown.resultstore.blob;

import dev.shakedown.resultstore.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * The table {@code loose_object}: objects of the bucket that may have no row in {@code blob}, from before they are put
 * until the row is committed, and from the commit that deletes the row on. So an object that a process left behind when
 * it was killed is known, and no object is deleted that this database did not store.
 */
@Singleton
public class LooseObjectRepository {

    /** Longer than it takes to put objects and to commit their rows. */
    private static final String NOTE = """
            INSERT INTO loose_object (key, due)
            SELECT key, now() + interval '1 hour'
            FROM unnest(?::text[]) AS key
            ORDER BY key
            ON CONFLICT (key) DO UPDATE SET due = excluded.due
            """;

    private static final String SETTLE = """
            DELETE FROM loose_object
            WHERE key = ANY (?::text[])
            """;

    private static final String DUE = """
            SELECT key, EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = left(key, 64) AND b.object = key)
            FROM loose_object
            WHERE due <= now()
            LIMIT ?
            FOR UPDATE SKIP LOCKED
            """;

    private final Bucket bucket;

    LooseObjectRepository(Bucket bucket) {
        this.bucket = bucket;
    }

    /** Notes objects that are about to be put, and counts them. Must be committed before they are. */
    int note(Connection connection, Collection<String> keys) throws SQLException {
        return keys.isEmpty() ? 0 : Sql.update(connection, NOTE, row -> row.texts(keys));
    }

    /**
     * Says that the rows of these objects are part of this transaction.
     *
     * @throws SQLException if an object may have been deleted since it was put, because that was an hour ago
     */
    void settle(Connection connection, Collection<String> keys) throws SQLException {
        if (!keys.isEmpty() && Sql.update(connection, SETTLE, row -> row.texts(keys)) != keys.size()) {
            throw new SQLException("Objects were put too long ago, and must be put again");
        }
    }

    /**
     * Deletes objects that have no row, of at most so many that are due. A transaction that notes one of them waits for
     * this transaction.
     *
     * @return how many were due
     */
    public int delete(Connection connection, int limit) throws SQLException {
        record Due(String key, boolean isNamed) {}
        List<Due> due = Sql.list(
                connection,
                DUE,
                row -> row.number((Integer) limit),
                rows -> new Due(rows.getString(1), rows.getBoolean(2)));
        bucket.delete(due.stream().filter(each -> !each.isNamed()).map(Due::key).toList());
        settle(connection, due.stream().map(Due::key).toList());
        return due.size();
    }
}
