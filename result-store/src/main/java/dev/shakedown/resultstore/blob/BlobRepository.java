package dev.shakedown.resultstore.blob;

import static dev.shakedown.resultstore.database.ColumnType.BIGINT;
import static dev.shakedown.resultstore.database.ColumnType.BYTES;
import static dev.shakedown.resultstore.database.ColumnType.INTEGER;
import static dev.shakedown.resultstore.database.ColumnType.TEXT;

import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.database.BatchInsert;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.database.Sql;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The table {@code blob}. */
@Singleton
public class BlobRepository {

    private static final int LARGE = 256 * 1024;
    private static final int LARGEST_GROUP = 4 * 1024 * 1024;

    /** Locks them, so that none is deleted as unused before this transaction has touched it. */
    private static final String STORED = """
            SELECT sha256
            FROM blob
            WHERE sha256 = ANY (?::text[])
            ORDER BY sha256
            FOR KEY SHARE
            """;

    private static final BatchInsert<Placed> INSERT_TOGETHER = BatchInsert.<Placed>into("blob")
            .column("sha256", TEXT, placed -> placed.blob().sha256().hex())
            .column("media_type", TEXT, placed -> placed.blob().mediaType())
            .column("encoding", TEXT, placed -> placed.blob().encoding().word())
            .column(
                    "bytes",
                    BYTES,
                    placed -> placed.object() == null ? placed.blob().stored().array() : null)
            .column("object", TEXT, Placed::object)
            .column("length", BIGINT, placed -> placed.blob().length())
            .column(
                    "width",
                    INTEGER,
                    placed -> placed.blob().extent() == null
                            ? null
                            : placed.blob().extent().width())
            .column(
                    "height",
                    INTEGER,
                    placed -> placed.blob().extent() == null
                            ? null
                            : placed.blob().extent().height())
            .ending("ON CONFLICT (sha256) DO NOTHING RETURNING sha256");

    private static final String INSERT = """
            INSERT INTO blob (sha256, media_type, encoding, bytes, length, width, height)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (sha256) DO NOTHING
            """;

    /** An image may arrive first without its size: as an artifact, or from a client that does not send it. */
    private static final String FILL_EXTENT = """
            UPDATE blob SET width = ?, height = ?
            WHERE sha256 = ? AND width IS NULL
            """;

    /** Rarely, so that a blob which is used all the time is not written all the time. */
    private static final String TOUCH = """
            UPDATE blob SET used_at = now()
            WHERE sha256 = ANY (?::text[]) AND used_at < now() - interval '10 minutes'
            """;

    private static final String DESCRIBE = """
            SELECT blob.sha256, media_type, encoding, object, length, width, height
            FROM unnest(?::text[]) WITH ORDINALITY AS wanted (sha256, place)
            JOIN blob ON blob.sha256 = wanted.sha256
            ORDER BY place
            """;

    private static final String DESCRIBE_ARTIFACT = """
            SELECT blob.sha256, media_type, encoding, object, length, width, height
            FROM job_artifact
            JOIN blob ON blob.sha256 = job_artifact.sha256
            WHERE job_id = ? AND kind = ?
            """;

    private static final String READ_PIECE = """
            SELECT substring(bytes FROM ? FOR ?)
            FROM blob
            WHERE sha256 = ?
            """;

    private final Database database;
    private final Bucket bucket;
    private final LooseObjectRepository loose;

    BlobRepository(Database database, Bucket bucket, LooseObjectRepository loose) {
        this.database = database;
        this.bucket = bucket;
        this.loose = loose;
    }

    /**
     * A new blob and where its bytes go.
     *
     * @param object the key of the object; null if they go into the row
     */
    private record Placed(NewBlob blob, @Nullable String object) {

        /** Bytes of the row. */
        long length() {
            return object == null ? blob.stored().length() : 0;
        }

        String sha256() {
            return blob.sha256().hex();
        }
    }

    /**
     * Stores blobs that are new. Small ones go together; a large one alone, because a driver keeps what it sends
     * together in memory again. Objects are put before their rows are written, side by side.
     *
     * @return digests of those that are new
     * @throws Bucket.BucketException if the bucket does not answer; then nothing of this transaction may be committed
     */
    public List<String> insertAll(Connection connection, List<NewBlob> blobs) throws SQLException {
        Map<String, Placed> waiting = place(blobs);
        List<String> known = keep(connection, waiting.keySet());
        waiting.keySet().removeAll(known);
        Map<String, StoredBytes> objects = objects(waiting.values());
        if (!objects.isEmpty()) {
            // In a transaction of its own, whatever becomes of the caller's.
            database.transaction(own -> loose.note(own, objects.keySet()));
            bucket.put(objects);
        }
        return insertRows(connection, waiting);
    }

    /**
     * Stores an upload, without a transaction while its object is put: there may be more uploads than connections.
     *
     * @return false if it was known
     */
    boolean insert(NewBlob upload) {
        Map<String, Placed> waiting = place(List.of(upload));
        Map<String, StoredBytes> objects = database.query(connection -> {
            waiting.keySet().removeAll(keep(connection, List.copyOf(waiting.keySet())));
            Map<String, StoredBytes> missing = objects(waiting.values());
            loose.note(connection, missing.keySet());
            return missing;
        });
        bucket.put(objects);
        return database.query(connection -> {
            boolean isNew = !insertRows(connection, waiting).isEmpty();
            if (!isNew && upload.extent() != null) {
                fillExtent(connection, upload.sha256(), upload.extent());
            }
            return isNew;
        });
    }

    /** Stores a file that was received, in the same way, with bytes as they are; it is not deleted for some time. */
    public void insert(Sha256 sha256, String mediaType, Path file, long length) {
        insert(NewBlob.plain(sha256, mediaType, StoredBytes.of(file, length), null));
    }

    private Map<String, Placed> place(List<NewBlob> blobs) {
        Map<String, Placed> placed = new TreeMap<>();
        blobs.forEach(blob -> placed.putIfAbsent(
                blob.sha256().hex(), new Placed(blob, bucket.takes(blob.stored().length()) ? blob.key() : null)));
        return placed;
    }

    private List<String> insertRows(Connection connection, Map<String, Placed> waiting) throws SQLException {
        List<String> inserted = new ArrayList<>();
        List<Placed> group = new ArrayList<>();
        long groupBytes = 0;
        for (Placed placed : waiting.values()) {
            if (placed.length() > LARGE) {
                if (insertAlone(connection, placed)) {
                    inserted.add(placed.sha256());
                }
            } else {
                group.add(placed);
                groupBytes += placed.length();
            }
            if (groupBytes > LARGEST_GROUP) {
                inserted.addAll(insertTogether(connection, group));
                group.clear();
                groupBytes = 0;
            }
        }
        if (!group.isEmpty()) {
            inserted.addAll(insertTogether(connection, group));
        }
        settleObjects(connection, inserted, waiting);
        return inserted;
    }

    private static Map<String, StoredBytes> objects(Collection<Placed> placed) {
        Map<String, StoredBytes> objects = new TreeMap<>();
        placed.stream()
                .filter(each -> each.object() != null)
                .forEach(each -> objects.put(each.object(), each.blob().stored()));
        return objects;
    }

    private void settleObjects(Connection connection, List<String> inserted, Map<String, Placed> placed)
            throws SQLException {
        List<String> objects = inserted.stream()
                .map(placed::get)
                .map(Placed::object)
                .filter(Objects::nonNull)
                .toList();
        loose.settle(connection, objects);
    }

    /** Those of these blobs that are stored; they are not deleted for some time. */
    List<String> keep(Connection connection, Collection<String> digests) throws SQLException {
        List<String> stored = Sql.texts(connection, STORED, row -> row.texts(digests));
        touch(connection, stored);
        return stored;
    }

    private static List<String> insertTogether(Connection connection, List<Placed> blobs) throws SQLException {
        return INSERT_TOGETHER.insert(connection, blobs, rows -> rows.getString(1));
    }

    /** Into its row. */
    private static boolean insertAlone(Connection connection, Placed placed) throws SQLException {
        NewBlob blob = placed.blob();
        Extent extent = blob.extent();
        try (InputStream bytes = blob.stored().stream()) {
            return Sql.update(
                            connection,
                            INSERT,
                            row -> row.text(placed.sha256())
                                    .text(blob.mediaType())
                                    .text(blob.encoding().word())
                                    .bytes(bytes, blob.stored().length())
                                    .number((Long) blob.length())
                                    .number(extent == null ? null : (Integer) extent.width())
                                    .number(extent == null ? null : (Integer) extent.height()))
                    == 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Marks these blobs as used, so that they are not deleted for some time. */
    void touch(Connection connection, Collection<String> digests) throws SQLException {
        Sql.update(connection, TOUCH, row -> row.texts(digests));
    }

    Optional<StoredBlob> describe(Connection connection, Sha256 sha256) throws SQLException {
        return describe(connection, List.of(sha256.hex())).stream().findFirst();
    }

    /** Those of these blobs that are stored, in the order in which their digests are given. */
    List<StoredBlob> describe(Connection connection, Collection<String> digests) throws SQLException {
        return Sql.list(connection, DESCRIBE, row -> row.texts(digests), BlobRepository::description);
    }

    /** The blob behind a job's artifact, once it is stored. */
    public Optional<StoredBlob> describeArtifact(Connection connection, String jobId, String kind) throws SQLException {
        return Sql.first(connection, DESCRIBE_ARTIFACT, row -> row.text(jobId).text(kind), BlobRepository::description);
    }

    /** Bytes of a blob's row from an offset on; fewer than asked for at its end, none where there is no such row. */
    byte[] piece(Connection connection, String sha256, long offset, int length) throws SQLException {
        // SQL counts from 1.
        return Sql.first(
                        connection,
                        READ_PIECE,
                        row -> row.number((int) offset + 1).number(length).text(sha256),
                        rows -> rows.getBytes(1))
                .orElse(new byte[0]);
    }

    private static void fillExtent(Connection connection, Sha256 sha256, Extent extent) throws SQLException {
        Sql.update(
                connection,
                FILL_EXTENT,
                row -> row.number(extent.width()).number(extent.height()).text(sha256.hex()));
    }

    private static StoredBlob description(ResultSet rows) throws SQLException {
        return new StoredBlob(
                rows.getString("sha256"),
                rows.getString("media_type"),
                BlobEncoding.of(rows.getString("encoding")),
                rows.getString("object"),
                rows.getLong("length"),
                rows.getObject("width", Integer.class),
                rows.getObject("height", Integer.class));
    }
}
