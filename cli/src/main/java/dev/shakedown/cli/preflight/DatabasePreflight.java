package dev.shakedown.cli.preflight;

import dev.shakedown.cli.preflight.Preflight.Finding;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Compares PostgreSQL with the needs of result-store, as result-store's user: it answers, its version, the rights.
 *
 * @param url JDBC address
 * @param user who connects
 * @param password of the user, empty where none is needed
 */
record DatabasePreflight(String url, String user, String password) {

    private static final String SUBJECT = "postgresql";
    /** The oldest major version that the schema was created on; tests run on 18. */
    private static final int OLDEST = 14;

    private static final int VERSIONS_IN_A_MAJOR = 10_000;
    private static final String PATIENCE_SECONDS = "15";
    private static final String URL = "QUARKUS_DATASOURCE_JDBC_URL";

    /** Before the migration there is no table. */
    private static final String SCHEMA = """
            SELECT current_schema(),
                   to_regclass('flyway_schema_history') IS NOT NULL,
                   coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
            """;

    /**
     * The planner may evaluate conditions in any order, and {@code has_sequence_privilege} fails on other relations.
     */
    private static final String MISSING = """
            SELECT string_agg(format('%s on %s', privilege, name), ', ' ORDER BY name, privilege)
            FROM (SELECT relname AS name, privilege
                  FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege
                  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
                    AND relname <> 'flyway_schema_history' AND NOT has_table_privilege(pg_class.oid, privilege)
                  UNION ALL
                  SELECT relname, 'USAGE'
                  FROM pg_class
                  WHERE relnamespace = current_schema()::regnamespace
                    AND CASE relkind WHEN 'S' THEN NOT has_sequence_privilege(pg_class.oid, 'USAGE') ELSE false END) AS missing
            """;

    /** As the environment names it; one line that says so if it names none. */
    static List<Finding> findings(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "");
        return url.isEmpty()
                ? List.of(Finding.skipped(
                        SUBJECT,
                        URL + ": not set: set it, QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD"))
                : new DatabasePreflight(
                                url,
                                environment.getOrDefault("QUARKUS_DATASOURCE_USERNAME", ""),
                                environment.getOrDefault("QUARKUS_DATASOURCE_PASSWORD", ""))
                        .findings();
    }

    List<Finding> findings() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", PATIENCE_SECONDS);
        properties.setProperty("loginTimeout", PATIENCE_SECONDS);
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return looked(connection);
        } catch (SQLException e) {
            return List.of(Finding.failed(
                    SUBJECT,
                    "%s: %s: %s: must be a database that accepts user %s and its password"
                            .formatted(URL, url.replaceAll("\\?.*", ""), reason(e), user)));
        }
    }

    private List<Finding> looked(Connection connection) {
        try {
            return List.of(version(connection), rights(connection));
        } catch (SQLException e) {
            return List.of(Finding.failed(SUBJECT, "the catalog cannot be read as %s: %s".formatted(user, reason(e))));
        }
    }

    private static String reason(SQLException failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .strip();
    }

    private static Finding version(Connection connection) throws SQLException {
        String subject = SUBJECT + ": server_version";
        int number = Integer.parseInt(text(connection, "SHOW server_version_num"));
        String found = text(connection, "SHOW server_version");
        return number / VERSIONS_IN_A_MAJOR >= OLDEST
                ? Finding.ok(subject, found)
                : Finding.failed(subject, "server_version: %s: must be %d or newer".formatted(found, OLDEST));
    }

    private Finding rights(Connection connection) throws SQLException {
        String subject = SUBJECT + ": rights";
        try (PreparedStatement statement = connection.prepareStatement(SCHEMA);
                ResultSet row = statement.executeQuery()) {
            row.next();
            String schema = row.getString(1);
            if (schema == null) {
                return Finding.failed(
                        subject, "search_path: no schema that %s may use: must allow USAGE on one".formatted(user));
            }
            if (!row.getBoolean(2)) {
                return row.getBoolean(3)
                        ? Finding.ok(subject, "%s may create tables in schema %s".formatted(user, schema))
                        : Finding.failed(
                                subject,
                                "schema %s: no CREATE for %s, and no tables yet: must be migrated by its owner, or allow CREATE: GRANT CREATE ON SCHEMA %s TO %s"
                                        .formatted(schema, user, schema, user));
            }
        }
        String missing = text(connection, MISSING);
        return missing.isEmpty()
                ? Finding.ok(subject, "%s may read and write all tables".formatted(user))
                : Finding.failed(subject, "missing for %s: %s: must be granted by the owner".formatted(user, missing));
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            String value = row.next() ? row.getString(1) : null;
            return value == null ? "" : value;
        }
    }
}
