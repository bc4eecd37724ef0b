package dev.shakedown.cli.system;

import dev.shakedown.stack.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A PostgreSQL that lets in only who comes over TLS and has a password. */
final class SecuredDatabase implements AutoCloseable {

    /** Owns the database and nothing else. */
    static final String OWNER = "shakedown";

    private static final String ADMINISTRATOR_PASSWORD = "the-administrators-password";

    private final EmbeddedDatabase server;
    private final Path certificate;

    private SecuredDatabase(EmbeddedDatabase server, Path certificate) {
        this.server = server;
        this.certificate = certificate;
    }

    /** Starts one whose owner has a password. */
    static SecuredDatabase start(Path directory, SelfSignedCertificate certificate, String password) throws Exception {
        EmbeddedDatabase server = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory));
        try (Connection trusted = DriverManager.getConnection(server.jdbcUrl(), server.user(), "");
                Statement statement = trusted.createStatement()) {
            Path cluster = Path.of(shown(statement, "data_directory"));
            Files.copy(certificate.certificate(), cluster.resolve("server.crt"));
            Files.copy(certificate.key(), cluster.resolve("server.key"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.writeString(Path.of(shown(statement, "hba_file")), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(server.user(), ADMINISTRATOR_PASSWORD));
            statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(OWNER, password));
            statement.execute("ALTER DATABASE shakedown OWNER TO " + OWNER);
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
        return new SecuredDatabase(server, certificate.certificate());
    }

    /** As docs/security.md has it. */
    String jdbcUrl() {
        return server.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + certificate;
    }

    /** Without TLS. */
    String plainJdbcUrl() {
        return server.jdbcUrl() + "?sslmode=disable";
    }

    /** By a name that its certificate does not have. */
    String misnamedJdbcUrl() {
        return jdbcUrl().replace("127.0.0.1", "localhost");
    }

    /** Connects as the owner, whatever the password is now. */
    static Connection connect(String jdbcUrl, String password) throws SQLException {
        Properties who = new Properties();
        who.setProperty("user", OWNER);
        who.setProperty("password", password);
        return DriverManager.getConnection(jdbcUrl, who);
    }

    void changePassword(String password) throws SQLException {
        try (Connection administrator = administrator();
                Statement statement = administrator.createStatement()) {
            statement.execute("ALTER ROLE %s PASSWORD '%s'".formatted(OWNER, password));
        }
    }

    /** The first column of the first row. */
    String query(String sql) throws SQLException {
        try (Connection administrator = administrator();
                Statement statement = administrator.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    private Connection administrator() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), server.user(), ADMINISTRATOR_PASSWORD);
    }

    private static String shown(Statement statement, String setting) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SHOW " + setting)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
