package dev.shakedown.resultstore.campaign;

import dev.shakedown.stack.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import org.flywaydb.core.Flyway;

/**
 * How long it takes to say how far a large campaign has come, by counting its jobs and from the counters. The argument
 * is the number of jobs.
 *
 * <pre>
 * ./mvnw -o -q -pl result-store -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
 * java -cp result-store/target/test-classes:result-store/target/classes:$(cat result-store/target/test.classpath) \
 *   dev.shakedown.resultstore.campaign.SummaryBenchmark 1000000
 * </pre>
 */
final class SummaryBenchmark {

    private static final int TRIES = 7;

    private SummaryBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path directory = Files.createTempDirectory("summary-benchmark");
        try (EmbeddedDatabase postgres =
                        EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory.resolve("postgres")));
                Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "");
                Statement statement = connection.createStatement()) {
            Flyway.configure()
                    .dataSource(postgres.jdbcUrl(), postgres.user(), "")
                    .load()
                    .migrate();
            fill(statement, jobs);
            measure("by counting (before)", statement, "SELECT * FROM counts_of('c')");
            measure("from counters", statement, "SELECT * FROM campaign_progress WHERE campaign_id = 'c'");
            try (Connection sweep = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "")) {
                sweep.setAutoCommit(false);
                long start = System.nanoTime();
                System.out.println(new CountRepository().recount(sweep, java.time.Duration.ZERO));
                System.out.printf("one recount by the sweep: %.1f ms%n", millis(start));
            }
        }
    }

    /** A tenth has failed, half has succeeded, the rest is pending. */
    private static void fill(Statement statement, int jobs) throws Exception {
        long start = System.nanoTime();
        statement.execute("INSERT INTO campaign (id, name, document, jobs, submitted_at, round, retention)"
                + " VALUES ('c', 'n', '{}', "
                + jobs + ", now(), 0, 'all')");
        statement.execute("""
                INSERT INTO campaign_job (campaign_id, ordinal, job_id, image, request)
                SELECT 'c', i, encode(sha256(i::text::bytea), 'hex'), 'a', '{}'
                FROM generate_series(0, %d) AS i
                """.formatted(jobs - 1));
        statement.execute("""
                INSERT INTO job (id, request, retry, image, image_sha256, image_width, image_height, arrives_blurred, network,
                                 network_sha256, objective, budget, steps, step_size, clip, iterate, seed)
                SELECT job_id, '{}', 0, 'a', 's', 8, 6, false, 'n', 's', 'untargeted', 4, 1, 0.1, true, 'last', 0
                FROM campaign_job
                """);
        statement.execute("""
                INSERT INTO result (job_id, status, complete, retry, worker, started_at, finished_at, message)
                SELECT job_id, CASE WHEN ordinal %% 10 = 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, true, 0, 'w', now(), now(),
                       repeat(md5(ordinal::text), 10)::bytea
                FROM campaign_job
                WHERE ordinal %% 10 < 6
                """.replace("%%", "%"));
        statement.execute("INSERT INTO campaign_count SELECT 'c', known, succeeded, failed FROM counts_of('c')");
        statement.execute("VACUUM ANALYZE");
        System.out.printf("%d jobs made in %.0f ms%n", jobs, millis(start));
    }

    private static void measure(String what, Statement statement, String sql) throws Exception {
        double[] times = new double[TRIES];
        String answer = "";
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                answer = rows.getString("known") + " " + rows.getString("succeeded") + " " + rows.getString("failed");
            }
            times[i] = millis(start);
        }
        Arrays.sort(times);
        System.out.printf(
                "%-22s median %.2f ms, worst %.2f ms: %s%n", what, times[TRIES / 2], times[TRIES - 1], answer);
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
