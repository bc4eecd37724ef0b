package dev.shakedown.results.ingest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.embedded.EmbeddedBroker;
import dev.shakedown.embedded.EmbeddedDatabase;
import dev.shakedown.embedded.ShakedownTopics;
import dev.shakedown.results.blob.BlobRepository;
import dev.shakedown.results.campaign.CampaignRepository;
import dev.shakedown.results.campaign.ControlRepository;
import dev.shakedown.results.campaign.CountRepository;
import dev.shakedown.results.database.Database;
import dev.shakedown.results.deadletter.DeadLetterRepository;
import dev.shakedown.results.fixture.Messages;
import dev.shakedown.results.fixture.Messages.Artifact;
import dev.shakedown.results.job.EvaluationRepository;
import dev.shakedown.results.job.JobRepository;
import dev.shakedown.results.job.ResultRepository;
import dev.shakedown.results.measurement.MeasurementRepository;
import dev.shakedown.results.network.NetworkRepository;
import dev.shakedown.results.retention.RetentionRepository;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flywaydb.core.Flyway;

/**
 * How many small jobs a second go from Kafka into committed rows, on a broker and a PostgreSQL on this machine. Beside
 * it, what consuming alone and what plain batched inserts into the same tables reach.
 *
 * <pre>
 * ./mvnw -o -q -pl result-store -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
 * java -Xmx256m -XX:+UseSerialGC -cp result-store/target/test-classes:result-store/target/classes:$(cat \
 *   result-store/target/test.classpath) dev.shakedown.results.ingest.IngestBenchmark 20000
 * </pre>
 */
final class IngestBenchmark {

    private static final int ARTIFACTS = 7;
    private static final int LENGTH = 1024;

    private final int jobs;
    private final EmbeddedBroker broker;
    private final EmbeddedDatabase postgres;
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private IngestBenchmark(int jobs, EmbeddedBroker broker, EmbeddedDatabase postgres) {
        this.jobs = jobs;
        this.broker = broker;
        this.postgres = postgres;
    }

    public static void main(String[] arguments) throws Exception {
        int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        Path directory = Files.createTempDirectory("ingest-benchmark");
        try (EmbeddedDatabase postgres =
                        EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory.resolve("postgres")));
                EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory.resolve("kafka")))) {
            new IngestBenchmark(jobs, broker, postgres).run();
        }
    }

    private void run() throws Exception {
        ShakedownTopics.create(broker.bootstrapServers(), 4);
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), postgres.user(), "")
                .load()
                .migrate();
        produce();
        long records = jobs * (2L + ARTIFACTS) + 1;
        System.out.printf("%d jobs, %d records%n", jobs, records);
        print("consumed without storing", consume(records));
        print("ingested", ingest());
        printStatements();
        print("plain batched inserts of the same rows", insertPlainly());
    }

    private void print(String what, double seconds) {
        System.out.printf(
                "%-40s %8.1f s %8.0f jobs/s %8.0f records/s%n",
                what, seconds, jobs / seconds, jobs * (2.0 + ARTIFACTS) / seconds);
    }

    /** As workers do: a job's artifacts, then its result; requests long before. */
    private void produce() throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20, "batch.size", 256 * 1024);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            String id = "benchmark";
            producer.send(
                    new ProducerRecord<>(Topics.CAMPAIGNS, id, json.writeValueAsBytes(Messages.campaign(id, jobs))));
            for (int ordinal = 0; ordinal < jobs; ordinal++) {
                producer.send(new ProducerRecord<>(
                        Topics.REQUESTS, "n" + ordinal / 16, json.writeValueAsBytes(Messages.request(id, ordinal))));
            }
            for (int ordinal = 0; ordinal < jobs; ordinal++) {
                String job = Messages.jobId(id, ordinal);
                List<Artifact> artifacts = new ArrayList<>();
                for (int i = 0; i < ARTIFACTS; i++) {
                    ArtifactKind kind = ArtifactKind.values()[i];
                    // Of eight jobs that differ in their attack, the blurred image and the kernel are the same.
                    boolean isShared = kind == ArtifactKind.BLURRED
                            || kind == ArtifactKind.KERNEL
                            || kind == ArtifactKind.BLURRED_PICTURE;
                    artifacts.add(
                            Messages.artifact(kind, isShared ? -(ordinal / 8 * 10L + i) : ordinal * 10L + i, LENGTH));
                }
                for (Artifact artifact : artifacts) {
                    ProducerRecord<String, byte[]> record =
                            new ProducerRecord<>(Topics.ARTIFACTS, job, artifact.bytes());
                    record.headers()
                            .add(ArtifactHeaders.KIND, utf8(artifact.kind().wireName()))
                            .add(ArtifactHeaders.ENCODING, utf8(artifact.mediaType()))
                            .add(ArtifactHeaders.SHAPE, utf8("3x16x16"))
                            .add(ArtifactHeaders.SHA256, utf8(artifact.sha256()));
                    producer.send(record);
                }
                producer.send(new ProducerRecord<>(
                        Topics.RESULTS, job, json.writeValueAsBytes(Messages.success(id, job, artifacts))));
            }
        }
    }

    private double consume(long records) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                "consume-only",
                "auto.offset.reset",
                "earliest",
                "max.poll.records",
                5000);
        try (KafkaConsumer<String, ByteBuffer> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteBufferDeserializer())) {
            consumer.subscribe(List.of(Topics.CAMPAIGNS, Topics.REQUESTS, Topics.RESULTS, Topics.ARTIFACTS));
            long seen = consumer.poll(Duration.ofSeconds(20)).count();
            long start = System.nanoTime();
            while (seen < records) {
                seen += consumer.poll(Duration.ofSeconds(1)).count();
            }
            return seconds(start);
        }
    }

    private double ingest() throws Exception {
        try (AgroalDataSource connections = connections()) {
            Map<String, String> settings = new LinkedHashMap<>();
            IngestConfig config = new SmallRyeConfigBuilder()
                    .withDefaultValues(settings)
                    .withMapping(IngestConfig.class)
                    .withConverter(
                            io.quarkus.runtime.configuration.MemorySize.class,
                            1000,
                            new io.quarkus.runtime.configuration.MemorySizeConverter())
                    .withConverter(Duration.class, 1000, new io.quarkus.runtime.configuration.DurationConverter())
                    .build()
                    .getConfigMapping(IngestConfig.class);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            IngestState state = new IngestState();
            ArrivalWriter writer = new ArrivalWriter(
                    new CampaignRepository(),
                    new ControlRepository(),
                    new CountRepository(),
                    new JobRepository(json),
                    new ResultRepository(),
                    new EvaluationRepository(),
                    new MeasurementRepository(),
                    new NetworkRepository(),
                    new RetentionRepository(),
                    new BlobRepository(),
                    new DeadLetterRepository(),
                    new RejectedRecordRepository(json));
            BatchIngest ingest = new BatchIngest(
                    new Database(connections),
                    new ArrivalReader(json),
                    writer,
                    state,
                    config,
                    new StorageSpans(TracerProvider.noop().get("benchmark")),
                    meters);
            Subscriptions subscriptions =
                    new Subscriptions(Map.of("bootstrap.servers", broker.bootstrapServers()), config, state, meters);
            TopicConsumer consumer = new TopicConsumer(subscriptions, ingest, state);
            execute(connections, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
            long start = System.nanoTime();
            consumer.start(new StartupEvent());
            long done = 0;
            while (done < jobs) {
                Thread.sleep(250);
                done = count(connections);
                if (seconds(start) > 300) {
                    System.out.printf("given up after %d jobs%n", done);
                    break;
                }
            }
            double seconds = seconds(start);
            consumer.stop(new ShutdownEvent());
            meters.getMeters().stream()
                    .filter(meter -> meter.getId().getName().startsWith("shakedown."))
                    .forEach(meter -> System.out.printf("  %s %s%n", meter.getId(), meter.measure()));
            return seconds;
        }
    }

    private AgroalDataSource connections() throws Exception {
        return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(4)
                        .connectionFactoryConfiguration(connection -> connection
                                .jdbcUrl(postgres.jdbcUrl() + "?reWriteBatchedInserts=true")
                                .principal(new NamePrincipal(postgres.user())))));
    }

    private static long count(AgroalDataSource connections) throws Exception {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM result WHERE complete")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(AgroalDataSource connections, String sql) {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (java.sql.SQLException e) {
            System.out.println(e.getMessage());
        }
    }

    /** What took time in PostgreSQL, by table. */
    private void printStatements() throws Exception {
        try (AgroalDataSource connections = connections();
                Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT relname, n_tup_ins, n_tup_upd, n_tup_del, pg_size_pretty(pg_total_relation_size(relid)),
                               seq_tup_read, idx_tup_fetch
                        FROM pg_stat_user_tables
                        WHERE n_tup_ins > 0
                        ORDER BY pg_total_relation_size(relid) DESC
                        """)) {
            while (rows.next()) {
                System.out.printf(
                        "  %-16s %8d inserted %8d updated %8d deleted %10s; read %d by scan, %d by index%n",
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getString(5),
                        rows.getLong(6),
                        rows.getLong(7));
            }
        }
    }

    /** The rows that are there, copied into empty tables like them, as a JDBC program would insert them. */
    private double insertPlainly() throws Exception {
        double seconds = 0;
        try (AgroalDataSource connections = connections();
                Connection from = connections.getConnection();
                Connection to = connections.getConnection()) {
            from.setAutoCommit(false);
            to.setAutoCommit(false);
            for (String table : List.of("job", "campaign_job", "result", "evaluation", "job_artifact", "blob")) {
                try (Statement statement = to.createStatement()) {
                    statement.execute("CREATE TABLE plain_" + table + " (LIKE " + table + " INCLUDING ALL)");
                }
                to.commit();
                try (Statement read = from.createStatement()) {
                    read.setFetchSize(2000);
                    try (ResultSet rows = read.executeQuery("SELECT * FROM " + table)) {
                        seconds += copy(rows, to, table);
                    }
                }
                from.rollback();
            }
        }
        return seconds;
    }

    private static double copy(ResultSet rows, Connection to, String table) throws Exception {
        int columns = rows.getMetaData().getColumnCount();
        String values = "?" + ", ?".repeat(columns - 1);
        long nanos = 0;
        try (PreparedStatement insert =
                to.prepareStatement("INSERT INTO plain_" + table + " VALUES (" + values + ")")) {
            int waiting = 0;
            while (rows.next()) {
                for (int i = 1; i <= columns; i++) {
                    insert.setObject(i, rows.getObject(i));
                }
                insert.addBatch();
                if (++waiting == 1000) {
                    nanos += commit(to, insert);
                    waiting = 0;
                }
            }
            nanos += commit(to, insert);
        }
        return nanos / 1e9;
    }

    private static long commit(Connection to, PreparedStatement insert) throws Exception {
        long start = System.nanoTime();
        insert.executeBatch();
        to.commit();
        return System.nanoTime() - start;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
