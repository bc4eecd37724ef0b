package dev.shakedown.resultstore.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.resultstore.database.PackedText;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.job.ArrivedResult;
import dev.shakedown.resultstore.job.JobChanges;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts stay right when two replicas write at once, or are made right. */
class CountComponentTest {

    private static EmbeddedDatabase database;

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private final JobRepository jobs = new JobRepository(json);
    private final ResultRepository results = new ResultRepository();
    private final CountRepository counts = new CountRepository();

    @BeforeAll
    static void start(@TempDir Path directory) {
        database = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory.resolve("postgres")));
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), "")
                .load()
                .migrate();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aJobWhoseRequestAndResultAreStoredAtOnceIsMissedAndThenCounted() throws Exception {
        AttackRequest request = Messages.request("at-once", 0);
        try (Connection one = connect();
                Connection other = connect()) {
            JobChanges asked = new JobChanges();
            jobs.insertAll(one, List.of(arrived(request)), asked);
            JobChanges ended = new JobChanges();
            results.insertAll(other, List.of(arrived(Messages.failure("at-once", request.jobId()))), ended);
            counts.add(one, asked);
            counts.add(other, ended);
            one.commit();
            other.commit();
        }
        assertThat(counted("at-once")).isEqualTo("(1,0,0)");

        try (Connection sweep = connect()) {
            assertThat(counts.recount(sweep, Duration.ofMinutes(1))).isEmpty();
            assertThat(counts.recount(sweep, Duration.ZERO)).contains(new CountRepository.Recount("at-once", true));
            sweep.commit();
        }
        assertThat(counted("at-once")).isEqualTo("(1,0,1)");
        try (Connection sweep = connect()) {
            assertThat(counts.recount(sweep, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void whatTwoReplicasAreBothGivenIsCountedOnce() throws Exception {
        AttackRequest request = Messages.request("both", 0);
        ArrivedResult result = arrived(Messages.success("both", request.jobId(), List.of()));
        try (Connection one = connect();
                Connection other = connect()) {
            write(one, arrived(request), result);
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
                try {
                    write(other, arrived(request), result);
                    other.commit();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(second).isNotDone();
            one.commit();
            second.get(60, TimeUnit.SECONDS);
        }

        assertThat(counted("both")).isEqualTo("(1,1,0)");
    }

    @Test
    void aCounterThatIsWrongIsRepaired() throws Exception {
        AttackRequest request = Messages.request("wrong", 0);
        try (Connection connection = connect()) {
            write(connection, arrived(request), arrived(Messages.success("wrong", request.jobId(), List.of())));
            execute(connection, "UPDATE campaign_count SET failed = 17 WHERE campaign_id = 'wrong'");
            connection.commit();

            List<CountRepository.Recount> recounts = Stream.generate(() -> recount(connection))
                    .takeWhile(Optional::isPresent)
                    .flatMap(Optional::stream)
                    .toList();
            assertThat(recounts).contains(new CountRepository.Recount("wrong", true));
            connection.commit();
        }

        assertThat(counted("wrong")).isEqualTo("(1,1,0)");
    }

    private Optional<CountRepository.Recount> recount(Connection connection) {
        try {
            return counts.recount(connection, Duration.ZERO);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Connection connection, ReceivedMessage<AttackRequest> request, ArrivedResult result)
            throws Exception {
        JobChanges changes = new JobChanges();
        jobs.insertAll(connection, List.of(request), changes);
        results.insertAll(connection, List.of(result), changes);
        counts.add(connection, changes);
    }

    private ReceivedMessage<AttackRequest> arrived(AttackRequest request) throws Exception {
        return new ReceivedMessage<>(request, json.writeValueAsString(request));
    }

    private ArrivedResult arrived(AttackResult result) throws Exception {
        return new ArrivedResult(result, PackedText.of(json.writeValueAsString(result)));
    }

    private static String counted(String campaignId) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT (known, succeeded, failed)::text FROM campaign_count"
                        + " WHERE campaign_id = '" + campaignId + "'")) {
            return rows.next() ? rows.getString(1) : "none";
        }
    }

    private static void execute(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect() throws Exception {
        Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
        connection.setAutoCommit(false);
        return connection;
    }
}
