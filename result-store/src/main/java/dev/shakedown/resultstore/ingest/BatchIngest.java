package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.blob.Bucket.BucketException;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.database.SchemaMigration;
import dev.shakedown.resultstore.database.SqlFailure;
import dev.shakedown.resultstore.ingest.IngestPosition.Advance;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Stores a batch of records in one transaction and returns when it is committed, however long PostgreSQL or the bucket
 * is away. A record that PostgreSQL refuses is found by storing ever smaller parts of the batch, and put aside.
 */
@Singleton
public class BatchIngest {

    private static final Logger LOG = Logger.getLogger(BatchIngest.class);

    private final Database database;
    private final ArrivalReader reader;
    private final ArrivalWriter writer;
    private final IngestPositionRepository positions;
    private final SchemaMigration schema;
    private final IngestState state;
    private final IngestConfig config;
    private final StorageSpans spans;
    private final MeterRegistry meters;
    private final Timer timer;
    private final DistributionSummary sizes;
    private final Counter deadLetters;
    private final CountDownLatch stopping = new CountDownLatch(1);

    BatchIngest(
            Database database,
            SchemaMigration schema,
            ArrivalReader reader,
            ArrivalWriter writer,
            IngestPositionRepository positions,
            IngestState state,
            IngestConfig config,
            StorageSpans spans,
            MeterRegistry meters) {
        this.database = database;
        this.schema = schema;
        this.reader = reader;
        this.writer = writer;
        this.positions = positions;
        this.state = state;
        this.config = config;
        this.spans = spans;
        this.meters = meters;
        this.timer = Timer.builder("shakedown.ingest.batch")
                .description("From the first statement of a batch to its commit, waits for PostgreSQL included")
                .publishPercentileHistogram()
                .register(meters);
        this.sizes = DistributionSummary.builder("shakedown.ingest.batch.records")
                .description("Records of a batch")
                .register(meters);
        this.deadLetters = Counter.builder("shakedown.dead.letters")
                .description("Dead letters that are new")
                .register(meters);
        Gauge.builder("shakedown.ingest.lag", state, IngestState::lag)
                .description("Records that wait in Kafka, as far as the consumer knows")
                .register(meters);
    }

    /** How one transaction ended. */
    private sealed interface Attempt {
        record Committed(int newDeadLetters) implements Attempt {}

        record Refused(String reason) implements Attempt {}

        record Unavailable(String reason) implements Attempt {}

        /** The database does not have all that comes before the batch; nothing of it was stored. */
        record Behind() implements Attempt {}
    }

    /** Ends waiting for PostgreSQL. */
    void stop() {
        stopping.countDown();
    }

    /** Reads and checks records; may be called while others are being stored. */
    List<Arrival> read(List<TopicRecord> records) {
        return JoinedPieces.of(records).parallelStream().map(this::read).toList();
    }

    /**
     * Where PostgreSQL's records of each partition end; returns when it answers, however long it is away.
     *
     * @param partitions with the ids of their topics
     * @throws IllegalStateException if the service stops first
     */
    List<IngestPosition> positions(Map<TopicPartition, UUID> partitions) {
        List<IngestPosition> found = new ArrayList<>();
        Attempt attempt = untilAvailable("Records of %d partitions".formatted(partitions.size()), connection -> {
            found.addAll(positions.of(connection, partitions));
            return new Attempt.Committed(0);
        });
        if (attempt instanceof Attempt.Refused refused) {
            throw new IllegalStateException("The positions cannot be read: " + refused.reason());
        }
        return found;
    }

    /**
     * Stores what was read, and where it ends. For one thread at a time.
     *
     * @throws IllegalStateException if the service stops first; then some may not be stored
     * @throws OlderDatabaseException if the database lacks records before these
     */
    void store(List<Arrival> arrivals, List<Advance> ends) {
        spans.beginBatch();
        timer.record(() -> {
            Attempt attempt = untilAvailable(arrivals, ends);
            List<Arrival> stored = store(arrivals, attempt);
            if (attempt instanceof Attempt.Refused) {
                storeAgain(stored, ends);
            }
        });
        sizes.record(arrivals.size());
    }

    /**
     * Parts were stored without where the batch ends. A backup that was restored since has neither: so all of it is
     * stored again, in one transaction, which changes nothing else.
     */
    private void storeAgain(List<Arrival> stored, List<Advance> ends) {
        Attempt attempt = untilAvailable(stored, ends);
        requireAll(attempt);
        if (attempt instanceof Attempt.Refused refused) {
            throw new IllegalStateException("A batch is refused whose parts were stored: " + refused.reason());
        }
    }

    private static void requireAll(Attempt attempt) {
        if (attempt instanceof Attempt.Behind) {
            throw new OlderDatabaseException();
        }
    }

    /** Halves what is refused until the record that is to blame is alone; gives what was stored in the end. */
    private List<Arrival> store(List<Arrival> arrivals, Attempt attempt) {
        requireAll(attempt);
        if (attempt instanceof Attempt.Refused refused) {
            if (arrivals.isEmpty()) {
                return arrivals;
            }
            if (arrivals.size() == 1) {
                return List.of(putAside(arrivals.get(0), refused.reason()));
            }
            int half = arrivals.size() / 2;
            List<Arrival> stored = new ArrayList<>();
            for (List<Arrival> part : List.of(arrivals.subList(0, half), arrivals.subList(half, arrivals.size()))) {
                stored.addAll(store(part, untilAvailable(part, List.of())));
            }
            return stored;
        }
        arrivals.forEach(this::count);
        if (attempt instanceof Attempt.Committed committed) {
            deadLetters.increment(committed.newDeadLetters());
        }
        return arrivals;
    }

    private Arrival read(TopicRecord record) {
        try {
            return reader.read(record);
        } catch (RuntimeException e) {
            // A bug, but not a reason to keep all records behind this one waiting.
            LOG.errorf(e, "Cannot read %s", record);
            return new Arrival.Rejected(record, "Reading it failed: " + e);
        }
    }

    private Arrival putAside(Arrival arrival, String reason) {
        Arrival.Rejected rejected = new Arrival.Rejected(arrival.source(), "It cannot be stored: " + reason);
        if (untilAvailable(List.of(rejected), List.of()) instanceof Attempt.Refused again) {
            throw new IllegalStateException("Cannot even put aside " + arrival.source() + ": " + again.reason());
        }
        count(rejected);
        return rejected;
    }

    private Attempt untilAvailable(List<Arrival> arrivals, List<Advance> ends) {
        return untilAvailable(arrivals.size() + " records", connection -> {
            positions.advance(connection, ends);
            return new Attempt.Committed(writer.write(connection, arrivals));
        });
    }

    private Attempt untilAvailable(String what, Database.Work<Attempt> work) {
        Duration wait = config.firstRetry();
        for (; ; ) {
            Attempt attempt = attempt(work);
            if (!(attempt instanceof Attempt.Unavailable unavailable)) {
                state.works();
                return attempt;
            }
            // Until the schema is there, SchemaMigration says what is wrong.
            LOG.logf(
                    schema.isDone() ? Logger.Level.WARN : Logger.Level.DEBUG,
                    "%s wait to be stored, next try in %s: %s",
                    what,
                    wait,
                    unavailable.reason());
            state.fails(unavailable.reason());
            pause(wait);
            wait = wait.multipliedBy(2).compareTo(config.longestRetry()) < 0
                    ? wait.multipliedBy(2)
                    : config.longestRetry();
        }
    }

    private Attempt attempt(Database.Work<Attempt> work) {
        try {
            return database.transaction(work);
        } catch (SQLException e) {
            String reason = SqlFailure.message(e);
            return SqlFailure.of(e) == SqlFailure.BAD_DATA
                    ? new Attempt.Refused(reason)
                    : new Attempt.Unavailable(reason);
        } catch (OlderDatabaseException e) {
            return new Attempt.Behind();
        } catch (BucketException e) {
            return new Attempt.Unavailable(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("Cannot write a batch", e);
            return new Attempt.Refused(e.toString());
        }
    }

    private void pause(Duration wait) {
        try {
            if (stopping.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("The service stops; records that are not stored are redelivered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted; records that are not stored are redelivered", e);
        }
    }

    private void count(Arrival arrival) {
        boolean isRejected = arrival instanceof Arrival.Rejected;
        if (arrival instanceof Arrival.Rejected rejected) {
            LOG.warnf("Put aside %s: %s", rejected.source(), rejected.reason());
        }
        spans.stored(arrival);
        meters.counter(
                        "shakedown.ingest.records",
                        "topic",
                        arrival.source().topic(),
                        "outcome",
                        isRejected ? "rejected" : "stored")
                .increment();
    }
}
