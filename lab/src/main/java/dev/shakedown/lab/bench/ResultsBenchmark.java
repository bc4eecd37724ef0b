package dev.shakedown.lab.bench;

import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import dev.shakedown.stack.StackProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures the result-store with very many results: how fast it takes them in from Kafka, how much room they take, and
 * how long each view and each query of a page then takes. The results are made up.
 */
public final class ResultsBenchmark {

    private static final int TRIES = 5;
    private static final String CAMPAIGN = "synthetic";

    /** Queries of the public views for one campaign. */
    private static final List<String> VIEWS = List.of(
            "SELECT * FROM campaign_progress WHERE campaign_id = 'synthetic'",
            "SELECT * FROM campaign_table WHERE campaign_id = 'synthetic'",
            "SELECT * FROM paper_table WHERE campaign_id = 'synthetic'",
            "SELECT * FROM robustness_curve WHERE campaign_id = 'synthetic'",
            "SELECT * FROM kernel_size_effect WHERE campaign_id = 'synthetic'",
            "SELECT * FROM transfer_matrix WHERE campaign_id = 'synthetic'",
            "SELECT * FROM worst_cases WHERE campaign_id = 'synthetic'",
            "SELECT * FROM trust WHERE campaign_id = 'synthetic'",
            "SELECT * FROM job_result WHERE campaign_id = 'synthetic' ORDER BY ordinal LIMIT 100",
            "SELECT * FROM job_trace WHERE job_id = (SELECT job_id FROM campaign_job WHERE ordinal = 5 AND campaign_id ="
                    + " 'synthetic')",
            "SELECT crafted_on, avg(damage) FROM judged_result WHERE campaign_id = 'synthetic' GROUP BY crafted_on");

    /** Requests of the pages. */
    private static final List<String> CALLS = List.of(
            "campaigns",
            "campaigns/synthetic",
            "campaigns/synthetic/facets",
            "campaigns/synthetic/views/paper-table",
            "campaigns/synthetic/views/robustness-curve",
            "campaigns/synthetic/views/kernel-size-effect",
            "campaigns/synthetic/views/transfer-matrix",
            "campaigns/synthetic/views/worst-cases",
            "campaigns/synthetic/views/trust",
            "campaigns/synthetic/distribution?metric=damage",
            "campaigns/synthetic/distribution?metric=attacked_to_target_ncc",
            "campaigns/synthetic/results?sort=damage&limit=24",
            "campaigns/synthetic/results?sort=damage&limit=24&network=blind-a&objective=targeted&budget=8",
            "campaigns/synthetic/results?sort=damage&limit=24&image=image-7",
            "campaigns/synthetic/results?sort=change&limit=24",
            "campaigns/synthetic/results?sort=target&limit=24",
            "campaigns/synthetic/results?sort=lipschitz&limit=24",
            "campaigns/synthetic/results?limit=100",
            "campaigns/synthetic/results?after=900000&limit=100&network=blind-a",
            "campaigns/synthetic/results?state=FAILED");

    private final Checkout checkout;
    private final Consumer<String> out;
    private final HttpClient http = HttpClient.newHttpClient();

    public ResultsBenchmark(Checkout checkout, Consumer<String> out) {
        this.checkout = checkout;
        this.out = out;
    }

    /**
     * Runs it with so many results without artifacts, then so many with a perturbation each; {@code data} is for the
     * stack, in which so many result-stores share the work.
     */
    public void run(Path data, int jobs, int withPerturbation, int replicas)
            throws IOException, InterruptedException, SQLException {
        try (LocalStack stack = LocalStack.start(
                        StackOptions.onFreePorts(data, List.of(checkout.testNetworks()), true)
                                .withReplicas(replicas),
                        checkout);
                Connection connection = DriverManager.getConnection(stack.jdbcUrl());
                Statement statement = connection.createStatement()) {
            // It would expand the made-up campaign into jobs of its own.
            parts(stack, "job-api", "worker").forEach(StackProcess::kill);
            ingest(stack, statement, CAMPAIGN, jobs, false);
            if (withPerturbation > 0) {
                ingest(stack, statement, "perturbations", withPerturbation, true);
            }
            statement.execute("VACUUM ANALYZE");
            statement.execute("SELECT pg_stat_reset()");
            sizes(statement);
            for (String view : VIEWS) {
                time(view, () -> {
                    try (ResultSet rows = statement.executeQuery(view)) {
                        int count = 0;
                        while (rows.next()) {
                            count++;
                        }
                        return count + " rows";
                    }
                });
            }
            for (String call : CALLS) {
                URI address = stack.store().resolve("/api/v1/" + call);
                time("GET " + call, () -> {
                    HttpResponse<byte[]> answer =
                            http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofByteArray());
                    if (answer.statusCode() != 200) {
                        throw new IOException(address + " answers " + answer.statusCode());
                    }
                    return answer.body().length + " bytes";
                });
            }
            scans(statement);
        }
    }

    /** Requests first, then results: each from topics that hold all of them to the last committed row. */
    private void ingest(LocalStack stack, Statement statement, String id, int jobs, boolean withPerturbations)
            throws SQLException, InterruptedException, IOException {
        List<StackProcess> stores = parts(stack, "result-store");
        SyntheticResults synthetic = new SyntheticResults(id, jobs, withPerturbations);
        String of = " FROM campaign_count WHERE campaign_id = '" + id + "'";
        long before = number(statement, "SELECT pg_database_size(current_database())");
        stores.forEach(StackProcess::stop);
        synthetic.writeRequests(stack.bootstrapServers());
        start(stores);
        arrive(statement, "requests", "SELECT coalesce(sum(known), 0)" + of, jobs);
        stores.forEach(StackProcess::stop);
        synthetic.writeResults(stack.bootstrapServers());
        start(stores);
        String what = withPerturbations ? "results with a perturbation of 3x256x256" : "results without artifacts";
        arrive(statement, what, "SELECT coalesce(sum(succeeded), 0)" + of, jobs);
        long bytes = number(statement, "SELECT pg_database_size(current_database())") - before;
        out.accept(String.format(Locale.ROOT, "  %,d bytes of the database for each job", bytes / jobs));
    }

    private void arrive(Statement statement, String what, String stored, int jobs)
            throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        double first = 0;
        long known;
        do {
            Thread.sleep(100);
            known = number(statement, stored);
            if (known == 0) {
                first = seconds(begin);
            }
        } while (known < jobs);
        double all = seconds(begin);
        out.accept(String.format(
                Locale.ROOT,
                "%,d %s: %,.0f/s from the first batch to the last (%.1f s), which was stored %.1f s after result-store"
                        + " began to start",
                jobs,
                what,
                jobs / (all - first),
                all - first,
                all));
    }

    private void sizes(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("""
                SELECT relname, pg_table_size(relid) AS rows, pg_indexes_size(relid) AS indexes
                FROM pg_stat_user_tables
                WHERE pg_total_relation_size(relid) > 10000000
                ORDER BY pg_total_relation_size(relid) DESC
                """)) {
            while (rows.next()) {
                out.accept(String.format(
                        Locale.ROOT,
                        "  %-14s %,8d MB, indexes %,6d MB",
                        rows.getString(1),
                        rows.getLong(2) / 1_000_000,
                        rows.getLong(3) / 1_000_000));
            }
        }
    }

    /** Which large tables the calls above have read from end to end. */
    private void scans(Statement statement) throws SQLException {
        statement.execute("SELECT pg_stat_force_next_flush()");
        try (ResultSet rows = statement.executeQuery("""
                SELECT s.relname, s.seq_scan, s.idx_scan
                FROM pg_stat_user_tables s
                JOIN pg_class c ON c.oid = s.relid
                WHERE c.reltuples > 10000
                ORDER BY s.relname
                """)) {
            while (rows.next()) {
                out.accept(String.format(
                        Locale.ROOT,
                        "  %-14s %,d scans from end to end, %,d by index",
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getLong(3)));
            }
        }
    }

    private interface Query {
        String ask() throws SQLException, IOException, InterruptedException;
    }

    private void time(String what, Query query) throws SQLException, IOException, InterruptedException {
        List<Double> millis = new ArrayList<>();
        String found = "";
        for (int i = 0; i < TRIES; i++) {
            long begin = System.nanoTime();
            found = query.ask();
            millis.add(seconds(begin) * 1000);
        }
        double[] sorted =
                millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        out.accept(String.format(
                Locale.ROOT,
                "%8.1f ms (first %.1f, worst %.1f) %s: %s",
                sorted[TRIES / 2],
                millis.get(0),
                Arrays.stream(sorted).max().orElseThrow(),
                what,
                found));
    }

    private static List<StackProcess> parts(LocalStack stack, String... names) {
        return stack.processes().stream()
                .filter(part -> Arrays.stream(names).anyMatch(part.name()::startsWith))
                .toList();
    }

    private static void start(List<StackProcess> parts) throws IOException {
        for (StackProcess part : parts) {
            part.start();
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
