package dev.shakedown.resultstore.blob;

import static dev.shakedown.resultstore.database.ColumnType.BIGINT;
import static dev.shakedown.resultstore.database.ColumnType.BYTES;
import static dev.shakedown.resultstore.database.ColumnType.INTEGER;
import static dev.shakedown.resultstore.database.ColumnType.TEXT;

import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.database.BatchInsert;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.service.body.ReceivedFile;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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

    private static final BatchInsert<NewBlob> INSERT_TOGETHER = BatchInsert.<NewBlob>into("blob")
            .column("sha256", TEXT, blob -> blob.sha256().hex())
            .column("media_type", TEXT, NewBlob::mediaType)
            .column("encoding", TEXT, blob -> blob.stored().encoding().word())
            .column("bytes", BYTES, blob -> blob.stored().content().bytes())
            .column("length", BIGINT, blob -> (long) blob.length())
            .column(
                    "width",
                    INTEGER,
                    blob -> blob.extent() == null ? null : blob.extent().width())
            .column(
                    "height",
                    INTEGER,
                    blob -> blob.extent() == null ? null : blob.extent().height())
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
            SELECT blob.sha256, media_type, encoding, length, width, height
            FROM unnest(?::text[]) WITH ORDINALITY AS wanted (sha256, place)
            JOIN blob ON blob.sha256 = wanted.sha256
            ORDER BY place
            """;

    private static final String DESCRIBE_ARTIFACT = """
            SELECT blob.sha256, media_type, encoding, length, width, height
            FROM job_artifact
            JOIN blob ON blob.sha256 = job_artifact.sha256
            WHERE job_id = ? AND kind = ?
            """;

    private static final String READ_PIECE = """
            SELECT substring(bytes FROM ? FOR ?)
            FROM blob
            WHERE sha256 = ?
            """;

    /**
     * Stores blobs that are new. Small ones go together; a large one alone, because a driver keeps what it sends
     * together in memory again.
     *
     * @return digests of those that are new
     */
    public List<String> insertAll(Connection connection, List<NewBlob> blobs) throws SQLException {
        Map<String, NewBlob> waiting = new TreeMap<>();
        blobs.forEach(blob -> waiting.putIfAbsent(blob.sha256().hex(), blob));
        List<String> known = keep(connection, waiting.keySet());
        waiting.keySet().removeAll(known);
        List<String> inserted = new ArrayList<>();
        List<NewBlob> group = new ArrayList<>();
        long groupBytes = 0;
        for (NewBlob blob : waiting.values()) {
            int length = blob.stored().content().length();
            if (length > LARGE) {
                if (insertAlone(connection, blob)) {
                    inserted.add(blob.sha256().hex());
                }
            } else {
                group.add(blob);
                groupBytes += length;
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
        return inserted;
    }

    /** Those of these blobs that are stored; they are not deleted for some time. */
    List<String> keep(Connection connection, Collection<String> digests) throws SQLException {
        List<String> stored = Sql.texts(connection, STORED, row -> row.texts(digests));
        touch(connection, stored);
        return stored;
    }

    private static List<String> insertTogether(Connection connection, List<NewBlob> blobs) throws SQLException {
        return INSERT_TOGETHER.insert(connection, blobs, rows -> rows.getString(1));
    }

    private static boolean insertAlone(Connection connection, NewBlob blob) throws SQLException {
        Extent extent = blob.extent();
        return Sql.update(
                        connection,
                        INSERT,
                        row -> row.text(blob.sha256().hex())
                                .text(blob.mediaType())
                                .text(blob.stored().encoding().word())
                                .bytes(
                                        blob.stored().content().stream(),
                                        blob.stored().content().length())
                                .number((long) blob.length())
                                .number(extent == null ? null : (Integer) extent.width())
                                .number(extent == null ? null : (Integer) extent.height()))
                == 1;
    }

    /** Stores an upload; false if it was known. */
    boolean insert(Connection connection, ReceivedFile upload, Sha256 sha256, BlobMetadata metadata)
            throws SQLException {
        Extent extent = metadata.extent();
        try (InputStream bytes = Files.newInputStream(upload.path())) {
            int inserted = Sql.update(
                    connection,
                    INSERT,
                    row -> row.text(sha256.hex())
                            .text(metadata.mediaType())
                            .text(BlobEncoding.IDENTITY.word())
                            .bytes(bytes, upload.length())
                            .number(upload.length())
                            .number(extent == null ? null : (Integer) extent.width())
                            .number(extent == null ? null : (Integer) extent.height()));
            boolean isNew = inserted == 1;
            if (!isNew) {
                touch(connection, List.of(sha256.hex()));
                if (extent != null) {
                    fillExtent(connection, sha256, extent);
                }
            }
            return isNew;
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

    /** Stored bytes of a blob from an offset on; fewer than asked for at its end, none where there is no such blob. */
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
                rows.getLong("length"),
                rows.getObject("width", Integer.class),
                rows.getObject("height", Integer.class));
    }
}
