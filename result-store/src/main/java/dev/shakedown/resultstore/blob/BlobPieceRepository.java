package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.database.Row;
import dev.shakedown.resultstore.database.Sql;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code blob_piece}: pieces of blobs until all have arrived. Then the blob is stored if its digest is right,
 * and its pieces are deleted.
 */
@Singleton
public class BlobPieceRepository {

    private static final Logger LOG = Logger.getLogger(BlobPieceRepository.class);

    /** Larger blobs are put together by the database or on their way to the bucket, and without compression. */
    private static final long LARGEST_IN_MEMORY = 16L * 1024 * 1024;

    private static final String INSERT = """
            INSERT INTO blob_piece (sha256, piece, bytes)
            VALUES (?, ?, ?)
            ON CONFLICT (sha256, piece) DO NOTHING
            """;

    private static final String COUNT = """
            SELECT count(*)
            FROM blob_piece
            WHERE sha256 = ? AND piece <= ?
            """;

    private static final String READ = """
            SELECT bytes
            FROM blob_piece
            WHERE sha256 = ? AND piece <= ?
            ORDER BY piece
            """;

    private static final String READ_ONE = """
            SELECT bytes
            FROM blob_piece
            WHERE sha256 = ? AND piece = ?
            """;

    /** How long they are together, if they have their digest together. */
    private static final String JOINED_LENGTH = """
            SELECT length(whole.bytes)
            FROM (
                SELECT string_agg(bytes, ''::bytea ORDER BY piece) AS bytes
                FROM blob_piece
                WHERE sha256 = ? AND piece <= ?) AS whole
            WHERE encode(sha256(whole.bytes), 'hex') = ?
            """;

    private static final String JOIN = """
            INSERT INTO blob (sha256, media_type, encoding, bytes, length, width, height)
            SELECT ?, ?, 'identity', whole.bytes, length(whole.bytes), ?, ?
            FROM (
                SELECT string_agg(bytes, ''::bytea ORDER BY piece) AS bytes
                FROM blob_piece
                WHERE sha256 = ? AND piece <= ?) AS whole
            WHERE encode(sha256(whole.bytes), 'hex') = ?
            ON CONFLICT (sha256) DO NOTHING
            """;

    private static final String DELETE = """
            DELETE FROM blob_piece
            WHERE sha256 = ?
            """;

    private static final String DELETE_OLD = """
            DELETE FROM blob_piece
            WHERE stored_at < now() - make_interval(secs => ?)
            """;

    private final BlobRepository blobs;
    private final Bucket bucket;

    BlobPieceRepository(BlobRepository blobs, Bucket bucket) {
        this.blobs = blobs;
        this.bucket = bucket;
    }

    /**
     * Stores pieces, and blobs all of whose pieces are stored now.
     *
     * @return digests of those blobs that are new
     */
    public List<String> insertAll(Connection connection, List<NewPiece> pieces) throws SQLException {
        Set<String> whole = Set.copyOf(blobs.keep(
                connection,
                pieces.stream().map(piece -> piece.sha256().hex()).distinct().toList()));
        // In one order, so that transactions that store the same pieces do not wait for each other.
        List<NewPiece> sorted = pieces.stream()
                .filter(piece -> !whole.contains(piece.sha256().hex()))
                .sorted(Comparator.comparing((NewPiece piece) -> piece.sha256().hex())
                        .thenComparing(piece -> piece.place().number()))
                .toList();
        Map<String, NewPiece> any = new TreeMap<>();
        for (NewPiece piece : sorted) {
            String sha256 = piece.sha256().hex();
            Sql.update(
                    connection,
                    INSERT,
                    row -> row.text(sha256)
                            .number(piece.place().number())
                            .bytes(piece.content().stream(), piece.content().length()));
            any.put(sha256, piece);
        }
        List<String> inserted = new ArrayList<>();
        for (NewPiece piece : any.values()) {
            if (stored(connection, piece) == piece.place().count()) {
                inserted.addAll(join(connection, piece));
                delete(connection, piece);
            }
        }
        return inserted;
    }

    /** Deletes pieces whose others have not come for so long. */
    public int deleteOld(Connection connection, Duration after) throws SQLException {
        return Sql.update(connection, DELETE_OLD, row -> row.number((Double) (after.toMillis() / 1000.0)));
    }

    private static long stored(Connection connection, NewPiece piece) throws SQLException {
        return Sql.first(
                        connection,
                        COUNT,
                        row -> row.text(piece.sha256().hex())
                                .number(piece.place().count()),
                        rows -> rows.getLong(1))
                .orElseThrow();
    }

    private List<String> join(Connection connection, NewPiece piece) throws SQLException {
        if ((long) piece.place().count() * RecordPieces.BYTES > LARGEST_IN_MEMORY) {
            return bucket.takes(LARGEST_IN_MEMORY)
                    ? joinInBucket(connection, piece)
                    : joinInDatabase(connection, piece);
        }
        Content whole = Content.of(RecordPieces.join(read(connection, piece)));
        if (!whole.sha256().equals(piece.sha256())) {
            warn(piece);
            return List.of();
        }
        return blobs.insertAll(
                connection, List.of(NewBlob.of(piece.sha256(), piece.mediaType(), whole, piece.extent())));
    }

    private static List<byte[]> read(Connection connection, NewPiece piece) throws SQLException {
        List<byte[]> pieces = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            new Row(statement).text(piece.sha256().hex()).number(piece.place().count());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    pieces.add(rows.getBytes(1));
                }
            }
        }
        return pieces;
    }

    private List<String> joinInBucket(Connection connection, NewPiece piece) throws SQLException {
        String sha256 = piece.sha256().hex();
        int count = piece.place().count();
        Optional<Long> length = Sql.first(
                connection,
                JOINED_LENGTH,
                row -> row.text(sha256).number((Integer) count).text(sha256),
                rows -> rows.getLong(1));
        if (length.isEmpty()) {
            warn(piece);
            return List.of();
        }
        StoredBytes bytes = new StoredBytes(length.get(), () -> {
            AtomicInteger number = new AtomicInteger();
            return new PieceStream(offset -> readOne(connection, sha256, number.incrementAndGet()), 1, () -> {});
        });
        return blobs.insertAll(
                connection, List.of(NewBlob.plain(piece.sha256(), piece.mediaType(), bytes, piece.extent())));
    }

    /** None behind the last. */
    private static byte[] readOne(Connection connection, String sha256, int number) throws IOException {
        try {
            return Sql.first(
                            connection,
                            READ_ONE,
                            row -> row.text(sha256).number((Integer) number),
                            rows -> rows.getBytes(1))
                    .orElse(new byte[0]);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static List<String> joinInDatabase(Connection connection, NewPiece piece) throws SQLException {
        String sha256 = piece.sha256().hex();
        Extent extent = piece.extent();
        int joined = Sql.update(
                connection,
                JOIN,
                row -> row.text(sha256)
                        .text(piece.mediaType())
                        .number(extent == null ? null : (Integer) extent.width())
                        .number(extent == null ? null : (Integer) extent.height())
                        .text(sha256)
                        .number(piece.place().count())
                        .text(sha256));
        if (joined == 1) {
            return List.of(sha256);
        }
        warn(piece);
        return List.of();
    }

    private static void delete(Connection connection, NewPiece piece) throws SQLException {
        Sql.update(connection, DELETE, row -> row.text(piece.sha256().hex()));
    }

    private static void warn(NewPiece piece) {
        LOG.warnf(
                "The %d pieces of the artifact %s do not have this SHA-256 together, or it is stored already; they are deleted",
                piece.place().count(), piece.sha256().hex());
    }

    /**
     * A piece of a blob whose other pieces have not all arrived.
     *
     * @param sha256 of the whole blob
     * @param mediaType what the whole blob is
     * @param extent of the whole blob in pixels, where it is known
     */
    public record NewPiece(
            Sha256 sha256,
            RecordPieces.Place place,
            String mediaType,
            @Nullable Extent extent,
            Content content) {}
}
