package dev.shakedown.lab.bench;

import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a stack takes up at one moment. Needs Linux's {@code /proc}.
 *
 * @param memory MiB of each process and its children: their proportional set size, in which a page that several share
 *     counts once
 * @param descriptors how many files and connections each process has open
 * @param threads of each process
 * @param stored bytes of each topic's files and of each table with its indexes
 */
record Footprint(
        TreeMap<String, Double> memory,
        TreeMap<String, Double> descriptors,
        TreeMap<String, Double> threads,
        TreeMap<String, Double> stored) {

    private static final Pattern PARTITION = Pattern.compile("/((?:shakedown|__)[^/]*)-\\d+/[^/]*[.]log$");
    private static final Path PROCESSES = Path.of("/proc");

    /** Whether this system tells what processes take up. */
    static boolean isKnown() {
        return Files.isReadable(PROCESSES.resolve("self").resolve("smaps_rollup"));
    }

    /** Measures a running stack; {@code topics} is the folder of the broker's logs. */
    static Footprint of(LocalStack stack, Path topics) throws IOException, SQLException {
        Footprint footprint = new Footprint(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (StackProcess part : stack.processes()) {
            footprint.add(part.name(), part.pid());
        }
        footprint.addTopics(topics);
        footprint.addTables(stack.jdbcUrl());
        return footprint;
    }

    /** Adds a process and its children. */
    void add(String name, long pid) throws IOException {
        List<ProcessHandle> processes = ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
        for (ProcessHandle process : processes) {
            Path files = PROCESSES.resolve(Long.toString(process.pid()));
            try (Stream<Path> open = Files.list(files.resolve("fd"))) {
                double kibibytes = field(files.resolve("smaps_rollup"), "Pss:");
                memory.merge(name, kibibytes / 1024, Double::sum);
                threads.merge(name, field(files.resolve("status"), "Threads:"), Double::sum);
                descriptors.merge(name, (double) open.count(), Double::sum);
            } catch (IOException e) {
                // A connection's process of PostgreSQL may have ended meanwhile.
                if (process.isAlive()) {
                    throw e;
                }
            }
        }
    }

    private static double field(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line ->
                        Double.parseDouble(line.substring(name.length()).trim().split(" ")[0]))
                .findFirst()
                .orElseThrow(() -> new IOException(file + " has no " + name));
    }

    private void addTopics(Path topics) throws IOException {
        try (Stream<Path> files = Files.find(topics, 3, (path, kind) -> kind.isRegularFile())) {
            for (Path file : files.toList()) {
                Matcher partition = PARTITION.matcher(file.toString());
                if (partition.find()) {
                    // A file that the broker deletes meanwhile has a length of 0.
                    stored.merge(
                            "topic " + partition.group(1),
                            (double) file.toFile().length(),
                            Double::sum);
                }
            }
        }
    }

    private void addTables(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT relname, pg_total_relation_size(relid)
                        FROM pg_stat_user_tables
                        """)) {
            while (rows.next()) {
                stored.put("table " + rows.getString(1), rows.getDouble(2));
            }
        }
    }
}
