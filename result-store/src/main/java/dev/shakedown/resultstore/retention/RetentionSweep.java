package dev.shakedown.resultstore.retention;

import dev.shakedown.resultstore.blob.BlobPieceRepository;
import dev.shakedown.resultstore.blob.Bucket.BucketException;
import dev.shakedown.resultstore.blob.LooseObjectRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.retention.RetentionRepository.Deleted;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Now and then deletes blobs that nothing refers to, some hundred in a transaction. */
@Singleton
public class RetentionSweep {

    private static final Logger LOG = Logger.getLogger(RetentionSweep.class);
    private static final int MOST_BLOBS = 500;
    private static final int MOST_JOBS = 5_000;

    /** Kafka keeps artifacts for a month: later, the other pieces do not come. */
    private static final Duration PIECES_AFTER = Duration.ofDays(31);

    private final Database database;
    private final RetentionRepository retention;
    private final BlobPieceRepository pieces;
    private final LooseObjectRepository objects;
    private final RetentionConfig config;
    /** Without, this may be a look at a copy of a database whose objects are needed. */
    private final boolean ingests;

    private final Counter blobs;
    private final Counter bytes;

    RetentionSweep(
            Database database,
            RetentionRepository retention,
            BlobPieceRepository pieces,
            LooseObjectRepository objects,
            RetentionConfig config,
            @ConfigProperty(name = "shakedown.ingest.enabled", defaultValue = "true") boolean ingests,
            MeterRegistry meters) {
        this.database = database;
        this.retention = retention;
        this.pieces = pieces;
        this.objects = objects;
        this.config = config;
        this.ingests = ingests;
        this.blobs = Counter.builder("shakedown.retention.deleted.blobs")
                .description("Blobs that were deleted because nothing refers to them")
                .register(meters);
        this.bytes = Counter.builder("shakedown.retention.deleted.bytes")
                .description("Their bytes")
                .baseUnit("bytes")
                .register(meters);
    }

    @Scheduled(
            every = "${shakedown.retention.every:10M}",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void sweep() {
        if (!config.enabled() || !ingests) {
            return;
        }
        try {
            letGo();
            delete(config.artifactsAfter(), true);
            delete(config.orphansAfter(), false);
            database.transaction(connection -> pieces.deleteOld(connection, PIECES_AFTER));
            deleteObjects();
        } catch (SQLException | BucketException e) {
            LOG.warnf("Nothing is deleted for now: %s", e.getMessage());
        }
    }

    private void letGo() throws SQLException {
        database.transaction(connection -> {
            List<String> jobs = retention.stillKept(connection, MOST_JOBS);
            retention.letGo(connection, jobs);
            return jobs.size();
        });
    }

    /** After the commit that deleted their rows. */
    private void deleteObjects() throws SQLException {
        int due;
        do {
            due = database.transaction(connection -> objects.delete(connection, MOST_BLOBS));
        } while (due == MOST_BLOBS);
    }

    private void delete(Duration unused, boolean artifacts) throws SQLException {
        Deleted deleted;
        do {
            deleted = database.transaction(connection -> retention.delete(connection, unused, artifacts, MOST_BLOBS));
            blobs.increment(deleted.blobs());
            bytes.increment(deleted.bytes());
            if (deleted.blobs() > 0) {
                LOG.infof("Deleted %d blobs, %d bytes, that nothing refers to", deleted.blobs(), deleted.bytes());
            }
        } while (deleted.blobs() > 0);
    }
}
