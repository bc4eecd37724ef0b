package dev.shakedown.results.ingest;

import dev.shakedown.results.campaign.CountRepository;
import dev.shakedown.results.database.Database;
import dev.shakedown.results.job.JobChanges;
import dev.shakedown.results.job.ResultRepository;
import dev.shakedown.results.measurement.MeasurementRepository;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
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

    @Inject
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
