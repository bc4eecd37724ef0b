package dev.shakedown.stack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    private static final String BUSY =
            "SELECT count(*) AS busy FROM generate_series(1, 3000) a, generate_series(1, 3000) b WHERE a * b % 7 = 1";

    @TempDir
    Path directory;

    @Test
    void isUnpackedWhereNoOtherAccountCanEnter() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        PostgresBinaries.directory().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void keepsDataWhenItIsStoppedAndStartedAgain() throws Exception {
        EmbeddedDatabase.Options options = new EmbeddedDatabase.Options(directory);
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options)) {
            execute(database, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        try (EmbeddedDatabase again = EmbeddedDatabase.start(options)) {
            assertThat(query(again, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void keepsCommittedDataWhenItIsKilledAndStartedAgain() throws Exception {
        EmbeddedDatabase.Options options = new EmbeddedDatabase.Options(directory);
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options)) {
            execute(database, "CREATE TABLE kept AS SELECT g AS answer FROM generate_series(1, 1000) g");

            // Its end is not awaited here: starting again has to do that.
            ProcessHandle.of(database.pid()).orElseThrow().destroyForcibly();

            try (EmbeddedDatabase again = EmbeddedDatabase.start(options)) {
                assertThat(query(again, "SELECT count(*) FROM kept")).isEqualTo("1000");
            }
        }
    }

    /** PostgreSQL refuses to start while a process of the killed server is left, and none ends within a statement. */
    @Test
    void startsAgainWhileAProcessOfTheKilledServerIsBusy() throws Exception {
        EmbeddedDatabase.Options options = new EmbeddedDatabase.Options(directory);
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options)) {
            FutureTask<String> busy = new FutureTask<>(() -> query(database, BUSY));
            new Thread(busy).start();
            while (!query(database, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%busy%'")
                    .equals("2")) {
                Thread.sleep(20);
            }
            ProcessHandle.of(database.pid()).orElseThrow().destroyForcibly();

            try (EmbeddedDatabase again = EmbeddedDatabase.start(options)) {
                assertThat(query(again, "SELECT 1")).isEqualTo("1");
            }
            assertThat(options.log()).content().doesNotContain("pre-existing shared memory block");
            // It ended its statement, and only then noticed.
            assertThat(Long.parseLong(busy.get())).isPositive();
        }
    }

    @Test
    void aBackupOfARunningServerHasWhatWasCommittedBeforeIt() throws Exception {
        EmbeddedDatabase.Options options = new EmbeddedDatabase.Options(directory.resolve("data"));
        Path backup = directory.resolve("backup");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options)) {
            execute(database, "CREATE TABLE kept AS SELECT g AS answer FROM generate_series(1, 1000) g");
            database.backUp(backup);
            execute(database, "INSERT INTO kept VALUES (0)");
            ProcessHandle.of(database.pid()).orElseThrow().destroyForcibly();

            try (EmbeddedDatabase restored = EmbeddedDatabase.restore(options, backup)) {
                assertThat(query(restored, "SELECT count(*) FROM kept")).isEqualTo("1000");
                assertThat(backup).doesNotExist();
            }
        }
    }

    @Test
    void hasVariablesOfItsOwn() throws Exception {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory.resolve("a")));
                EmbeddedDatabase second = EmbeddedDatabase.start(new EmbeddedDatabase.Options(
                        directory.resolve("b"), 0, Map.of("SHAKEDOWN_TEST", "it's here")))) {
            assertThat(variable(first)).isEqualTo("[]");
            assertThat(variable(second)).isEqualTo("[it's here]");
        }
    }

    /** As a process of the server sees it. */
    private static String variable(EmbeddedDatabase database) throws SQLException {
        execute(database, "CREATE TABLE seen (value text)");
        execute(database, "COPY seen FROM PROGRAM 'echo \"[$SHAKEDOWN_TEST]\"'");
        return query(database, "SELECT value FROM seen");
    }

    @Test
    void promisesThatWhatIsCommittedIsOnDisk() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory))) {
            assertThat(query(database, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(database, "SHOW fsync")).isEqualTo("on");
            assertThat(query(database, "SHOW server_encoding")).isEqualTo("UTF8");
            assertThat(query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void runsSeveralAtOnce() throws Exception {
        CompletableFuture<EmbeddedDatabase> first = startAsync("first");
        CompletableFuture<EmbeddedDatabase> second = startAsync("second");

        try (EmbeddedDatabase one = first.get();
                EmbeddedDatabase two = second.get()) {
            assertThat(one.pid()).isNotEqualTo(two.pid());
            assertThat(query(one, "SELECT 1")).isEqualTo(query(two, "SELECT 1"));
        }
    }

    @Test
    void saysWhatIsWrongWhenItsPortIsTaken() {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory.resolve("a")))) {
            EmbeddedDatabase.Options taken = new EmbeddedDatabase.Options(directory.resolve("b"), first.port());

            assertThatThrownBy(() -> EmbeddedDatabase.start(taken))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    private CompletableFuture<EmbeddedDatabase> startAsync(String name) {
        return CompletableFuture.supplyAsync(
                () -> EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory.resolve(name))));
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
