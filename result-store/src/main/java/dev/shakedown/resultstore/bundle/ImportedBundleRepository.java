package dev.shakedown.resultstore.bundle;

import dev.shakedown.contract.http.ImportedBundle;
import dev.shakedown.resultstore.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** The table {@code imported_bundle}. */
@Singleton
class ImportedBundleRepository {

    /** A bundle that is imported again keeps its time and its signer, and gets the figures of this version. */
    private static final String UPSERT = """
            INSERT INTO imported_bundle AS known (id, campaign_id, name, document, jobs, succeeded, failed, software,
                                                  created_at, signed, signer, bytes, views)
            VALUES (?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?, ?, ?::json)
            ON CONFLICT (id) DO UPDATE
            SET signer = coalesce(excluded.signer, known.signer), views = excluded.views
            RETURNING xmax = 0 AS is_new
            """;

    private static final String SELECT = """
            SELECT id, campaign_id, name, jobs, succeeded, failed, software, created_at, signed, signer, imported_at, bytes
            FROM imported_bundle
            """;

    private static final String NEWEST = SELECT + """
            ORDER BY imported_at DESC, id
            LIMIT ?
            """;

    private static final String FIND = SELECT + """
            WHERE id = ?
            """;

    private static final String DOCUMENT = """
            SELECT document
            FROM imported_bundle
            WHERE id = ?
            """;

    private static final String VIEW = """
            SELECT views -> ?
            FROM imported_bundle
            WHERE id = ?
            """;

    private static final String DELETE = """
            DELETE FROM imported_bundle
            WHERE id = ?
            """;

    /**
     * A bundle to be kept, with what is read of it later.
     *
     * @param document the campaign's, JSON
     * @param views an object with the rows of each view, JSON
     */
    record NewBundle(ImportedBundle bundle, String document, String views) {}

    /** Keeps a bundle; false if it was known. */
    boolean keep(Connection connection, NewBundle arrived) throws SQLException {
        ImportedBundle bundle = arrived.bundle();
        return Sql.first(
                        connection,
                        UPSERT,
                        row -> row.text(bundle.id())
                                .text(bundle.campaign())
                                .text(bundle.name())
                                .text(arrived.document())
                                .number((Long) bundle.jobs())
                                .number((Long) bundle.succeeded())
                                .number((Long) bundle.failed())
                                .text(bundle.software())
                                .time(bundle.created())
                                .flag(bundle.signed())
                                .text(bundle.signer())
                                .number((Long) bundle.bytes())
                                .text(arrived.views()),
                        rows -> rows.getBoolean(1))
                .orElseThrow();
    }

    /** The newest of them. */
    List<ImportedBundle> newest(Connection connection, int limit) throws SQLException {
        return Sql.list(connection, NEWEST, row -> row.number((Integer) limit), ImportedBundleRepository::bundle);
    }

    Optional<ImportedBundle> find(Connection connection, String id) throws SQLException {
        return Sql.first(connection, FIND, row -> row.text(id), ImportedBundleRepository::bundle);
    }

    /** The campaign's document, JSON. */
    Optional<String> document(Connection connection, String id) throws SQLException {
        return Sql.texts(connection, DOCUMENT, row -> row.text(id)).stream().findFirst();
    }

    /** The rows of a view, a JSON array. */
    Optional<String> view(Connection connection, String id, String name) throws SQLException {
        return Sql.texts(connection, VIEW, row -> row.text(name).text(id)).stream()
                .findFirst();
    }

    /** False if there was none. */
    boolean delete(Connection connection, String id) throws SQLException {
        return Sql.update(connection, DELETE, row -> row.text(id)) == 1;
    }

    private static ImportedBundle bundle(ResultSet rows) throws SQLException {
        return new ImportedBundle(
                rows.getString("id"),
                rows.getString("campaign_id"),
                rows.getString("name"),
                rows.getLong("jobs"),
                rows.getLong("succeeded"),
                rows.getLong("failed"),
                rows.getString("software"),
                instant(rows, "created_at"),
                rows.getBoolean("signed"),
                rows.getString("signer"),
                instant(rows, "imported_at"),
                rows.getLong("bytes"));
    }

    private static Instant instant(ResultSet rows, String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
