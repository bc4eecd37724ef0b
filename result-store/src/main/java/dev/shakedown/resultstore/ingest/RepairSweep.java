package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.campaign.CountRepository;
import dev.shakedown.resultstore.campaign.CountRepository.Recount;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.JobChanges;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.measurement.MeasurementRepository;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Repairs what two transactions at once have missed: results that are complete, and counts of campaigns. */
@Singleton
public class RepairSweep {

    private static final Logger LOG = Logger.getLogger(RepairSweep.class);
    private static final int MOST_AT_ONCE = 20;

    private final Database database;
    private final ResultRepository results;
    private final CountRepository counts;
    private final MeasurementRepository measurements;
    private final IngestConfig config;

    RepairSweep(
            Database database,
            ResultRepository results,
            CountRepository counts,
            MeasurementRepository measurements,
            IngestConfig config) {
        this.database = database;
        this.results = results;
        this.counts = counts;
        this.measurements = measurements;
        this.config = config;
    }

    /** Recounts campaigns at rest; see {@link CountRepository}. */
    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void repairCounts() {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                Optional<Recount> counted = database.transaction(this::recount);
                if (counted.isEmpty()) {
                    return;
                }
                counted.filter(Recount::wasWrong)
                        .ifPresent(wrong -> LOG.infof("The counts of campaign %s were repaired", wrong.campaignId()));
            }
        } catch (SQLException e) {
            LOG.debugf("PostgreSQL does not answer: %s", e.getMessage());
        }
    }

    /** What made the count wrong has kept measurements from being made, too. */
    private Optional<Recount> recount(Connection connection) throws SQLException {
        Optional<Recount> counted = counts.recount(connection, config.recountAfter());
        if (counted.isPresent() && counted.get().wasWrong()) {
            measurements.repair(connection, counted.get().campaignId());
        }
        return counted;
    }

    /** Marks results that became complete unseen; see {@link ResultRepository#completeAll}. */
    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void completeUnseen() {
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
