package dev.shakedown.resultstore.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date when the service starts, or waits until somebody else has. PostgreSQL need not be there
 * yet: it is tried again until it is, while the service already answers its probes.
 */
@Singleton
public class SchemaMigration {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
    private static final long RETRY_MILLIS = 2_000;

    private final Flyway flyway;
    private final SchemaConfig config;
    private final Thread thread = new Thread(this::run, "schema-migration");
    private volatile boolean done;

    @Inject
    SchemaMigration(Flyway flyway, SchemaConfig config) {
        this.flyway = flyway;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.migration() != SchemaConfig.Migration.ONLY) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** Whether the schema is the one that this code expects. */
    public boolean isDone() {
        return done;
    }

    private void run() {
        while (!done) {
            try {
                done = config.migration() == SchemaConfig.Migration.AWAIT ? isUpToDate() : migrate();
            } catch (FlywayException e) {
                LOG.warnf("The schema is not up to date, will try again: %s", e.getMessage());
            }
            if (!done && !pause()) {
                return;
            }
        }
    }

    private boolean migrate() {
        flyway.migrate();
        return true;
    }

    /** Whether the database has every migration that this code knows; it may have later ones. */
    private boolean isUpToDate() {
        int missing = flyway.info().pending().length;
        if (missing > 0) {
            LOG.infof("Waiting for the schema: %d migrations are missing (shakedown.schema.migration=await)", missing);
        }
        return missing == 0;
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
