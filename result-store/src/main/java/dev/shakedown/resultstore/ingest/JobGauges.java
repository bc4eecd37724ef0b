package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.campaign.CountRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.JobChanges.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/** Jobs of all campaigns by how they stand, as a metric; a job that two campaigns share counts in each. */
@Singleton
public class JobGauges {

    private static final Logger LOG = Logger.getLogger(JobGauges.class);

    private final Database database;
    private final CountRepository counts;
    private final MeterRegistry meters;
    private volatile Map<Standing, Long> totals = new EnumMap<>(Standing.class);

    JobGauges(Database database, CountRepository counts, MeterRegistry meters) {
        this.database = database;
        this.counts = counts;
        this.meters = meters;
    }

    void register(@Observes StartupEvent event) {
        for (Standing standing : Standing.values()) {
            Gauge.builder("shakedown.jobs", () -> totals.getOrDefault(standing, 0L))
                    .tag("state", standing.name().toLowerCase(Locale.ROOT))
                    .description("Jobs of all campaigns by how they stand")
                    .register(meters);
        }
    }

    @Scheduled(every = "10s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            totals = database.transaction(counts::totals);
        } catch (SQLException e) {
            LOG.debugf("PostgreSQL does not answer: %s", e.getMessage());
        }
    }
}
