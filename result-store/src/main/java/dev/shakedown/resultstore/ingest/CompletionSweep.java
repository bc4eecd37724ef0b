package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.campaign.CountRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.JobChanges;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.measurement.MeasurementRepository;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Now and then marks results that became complete unseen; see {@link ResultRepository#completeAll}. */
@Singleton
public class CompletionSweep {

    private static final Logger LOG = Logger.getLogger(CompletionSweep.class);

    private final Database database;
    private final ResultRepository results;
    private final MeasurementRepository measurements;
    private final CountRepository counts;

    CompletionSweep(
            Database database, ResultRepository results, MeasurementRepository measurements, CountRepository counts) {
        this.database = database;
        this.results = results;
        this.measurements = measurements;
        this.counts = counts;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            int found = database.transaction(connection -> {
                JobChanges changes = results.completeAll(connection);
                measurements.add(connection, changes);
                counts.add(connection, changes);
                return changes.before().size();
            });
            if (found > 0) {
                LOG.debugf("%d results became complete unseen", found);
            }
        } catch (SQLException e) {
            LOG.debugf("PostgreSQL does not answer: %s", e.getMessage());
        }
    }
}
