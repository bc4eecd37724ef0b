package dev.shakedown.resultstore.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date when the service starts, or waits until another process has. PostgreSQL need not be up
 * yet: the migration is retried, while the service already answers its probes.
 */
@Singleton
public class SchemaMigration {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Flyway flyway;
    private final SchemaConfig config;
    private volatile Cancellable attempts = () -> {};
    private volatile boolean done;

    SchemaMigration(Flyway flyway, SchemaConfig config) {
        this.flyway = flyway;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        if (config.migration() == SchemaConfig.Migration.ONLY) {
            return;
        }
        boolean awaits = config.migration() == SchemaConfig.Migration.AWAIT;
        attempts = Uni.createFrom()
                .voidItem()
                .invoke(awaits ? this::requireUpToDate : flyway::migrate)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .invoke(e -> LOG.warnf("The schema is not up to date, will retry: %s", e.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(PAUSE, PAUSE)
                .indefinitely()
                .subscribe()
                .with(migrated -> done = true);
    }

    void stop(@Observes ShutdownEvent event) {
        attempts.cancel();
    }

    /** Whether the schema is the one that this code expects. */
    public boolean isDone() {
        return done;
    }

    /** Fails unless the database has every migration that this code knows; it may have later ones. */
    private void requireUpToDate() {
        int missing = flyway.info().pending().length;
        if (missing > 0) {
            throw new IllegalStateException(
                    "%d migrations are missing (shakedown.schema.migration=await)".formatted(missing));
        }
    }

    /** Ready once the schema is migrated. Whether PostgreSQL answers now is told by the data source's own check. */
    @Readiness
    @ApplicationScoped
    public static class SchemaHealth implements HealthCheck {

        private final SchemaMigration migration;

        SchemaHealth(SchemaMigration migration) {
            this.migration = migration;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("schema")
                    .status(migration.isDone())
                    .build();
        }
    }
}
