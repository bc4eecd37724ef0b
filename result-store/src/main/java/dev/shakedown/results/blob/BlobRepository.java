package dev.shakedown.results.blob;

import dev.shakedown.results.database.Row;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The table {@code blob}. */
@Singleton
public class BlobRepository {

    private static final int PIECE = 1024 * 1024;

    private static final String INSERT = """
            INSERT INTO blob (sha256, media_type, bytes, length, width, height)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (sha256) DO NOTHING
            """;

    /** An image may have come first without its size: as an artifact, or from somebody who did not know it. */
    private static final String FILL_EXTENT = """
            UPDATE blob SET width = ?, height = ?
            WHERE sha256 = ? AND width IS NULL
            """;

    private static final String DESCRIBE = """
            SELECT sha256, media_type, length, width, height
            FROM blob
            WHERE sha256 = ?
            """;

    private static final String DESCRIBE_ARTIFACT = """
            SELECT blob.sha256, media_type, length, width, height
            FROM job_artifact
            JOIN blob ON blob.sha256 = job_artifact.sha256
            WHERE job_id = ? AND kind = ?
            """;

    private static final String READ_PIECE = """
            SELECT substring(bytes FROM ? FOR ?)
            FROM blob
            WHERE sha256 = ?
            """;

    /** Stores blobs that are new. */
    public void insertAll(Connection connection, List<NewBlob> blobs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (NewBlob blob : blobs) {
                Extent extent = blob.extent();
                new Row(statement)
                        .text(blob.sha256().hex())
                        .text(blob.mediaType())
                        .bytes(blob.content().stream(), blob.content().length())
                        .number((long) blob.content().length())
                        .number(extent == null ? null : (Integer) extent.width())
                        .number(extent == null ? null : (Integer) extent.height());
                // One by one: a driver that batches keeps them all in memory again.
                statement.executeUpdate();
            }
        }
    }

    /** Stores an upload; false if it was known. */
    boolean insert(Connection connection, Upload.Received upload, Sha256 sha256, BlobMetadata metadata)
            throws SQLException {
        Extent extent = metadata.extent();
        try (PreparedStatement statement = connection.prepareStatement(INSERT);
                InputStream bytes = Files.newInputStream(upload.file())) {
            new Row(statement)
                    .text(sha256.hex())
                    .text(metadata.mediaType())
                    .bytes(bytes, upload.length())
                    .number(upload.length())
                    .number(extent == null ? null : (Integer) extent.width())
                    .number(extent == null ? null : (Integer) extent.height());
            boolean isNew = statement.executeUpdate() == 1;
            if (!isNew && extent != null) {
                fillExtent(connection, sha256, extent);
            }
            return isNew;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<BlobDescription> describe(Connection connection, Sha256 sha256) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DESCRIBE)) {
            new Row(statement).text(sha256.hex());
            return description(statement);
        }
    }

    /** The blob behind a job's artifact, once it is stored. */
    public Optional<BlobDescription> describeArtifact(Connection connection, String jobId, String kind)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DESCRIBE_ARTIFACT)) {
            new Row(statement).text(jobId).text(kind);
            return description(statement);
        }
    }

    /** Writes a blob's bytes out, a piece at a time, however large it is. */
    void copy(Connection connection, BlobDescription blob, OutputStream sink) throws SQLException, IOException {
        try (PreparedStatement statement = connection.prepareStatement(READ_PIECE)) {
            for (long offset = 0; offset < blob.bytes(); offset += PIECE) {
                // SQL counts from 1.
                new Row(statement).number((int) offset + 1).number(PIECE).text(blob.sha256());
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    sink.write(rows.getBytes(1));
                }
            }
        }
    }

    private static void fillExtent(Connection connection, Sha256 sha256, Extent extent) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FILL_EXTENT)) {
            new Row(statement).number(extent.width()).number(extent.height()).text(sha256.hex());
            statement.executeUpdate();
        }
    }

    private static Optional<BlobDescription> description(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            return Optional.of(new BlobDescription(
                    rows.getString("sha256"),
                    rows.getString("media_type"),
                    rows.getLong("length"),
                    rows.getObject("width", Integer.class),
                    rows.getObject("height", Integer.class)));
        }
    }
}
