package dev.shakedown.results.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date when the service starts. PostgreSQL need not be there yet: it is tried again until it
 * is, while the service already answers its probes.
 */
@Singleton
public class SchemaMigration {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
    private static final long RETRY_MILLIS = 2_000;

    private final Flyway flyway;
    private final Thread thread = new Thread(this::migrate, "schema-migration");
    private volatile boolean done;

    @Inject
    SchemaMigration(Flyway flyway) {
        this.flyway = flyway;
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** Whether the schema is the one that this code expects. */
    public boolean isDone() {
        return done;
    }

    private void migrate() {
        while (!done) {
            try {
                flyway.migrate();
                done = true;
            } catch (FlywayException e) {
                LOG.warnf("Cannot migrate the schema, will try again: %s", e.getMessage());
                try {
                    Thread.sleep(RETRY_MILLIS);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }
}
