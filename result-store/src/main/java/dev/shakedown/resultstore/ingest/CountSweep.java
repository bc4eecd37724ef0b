package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.campaign.CountRepository;
import dev.shakedown.resultstore.campaign.CountRepository.Recount;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.measurement.MeasurementRepository;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Recounts campaigns at rest from time to time; see {@link CountRepository}. */
@Singleton
public class CountSweep {

    private static final Logger LOG = Logger.getLogger(CountSweep.class);
    private static final int MOST_AT_ONCE = 20;

    private final Database database;
    private final CountRepository counts;
    private final MeasurementRepository measurements;
    private final IngestConfig config;

    CountSweep(Database database, CountRepository counts, MeasurementRepository measurements, IngestConfig config) {
        this.database = database;
        this.counts = counts;
        this.measurements = measurements;
        this.config = config;
    }

    @Scheduled(every = "5s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
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
}
