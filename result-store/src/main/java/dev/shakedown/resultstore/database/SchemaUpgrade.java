package dev.shakedown.resultstore.database;

import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date and ends: with status 0, or with 1 if it could not for as long as
 * {@link SchemaConfig#patience()} says.
 */
public class SchemaUpgrade implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(SchemaUpgrade.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Flyway flyway;
    private final SchemaConfig config;

    SchemaUpgrade(Flyway flyway, SchemaConfig config) {
        this.flyway = flyway;
        this.config = config;
    }

    @Override
    public int run(String... arguments) {
        try {
            MigrateResult result = Uni.createFrom()
                    .item(flyway::migrate)
                    .onFailure(FlywayException.class)
                    .invoke(e -> LOG.warnf("The migration failed: %s", e.getMessage()))
                    .onFailure(FlywayException.class)
                    .retry()
                    .withBackOff(PAUSE, PAUSE)
                    .expireIn(config.patience().toMillis())
                    .await()
                    .indefinitely();
            LOG.infof("The schema is at version %s; %d migrations were made", version(), result.migrationsExecuted);
            return 0;
        } catch (RuntimeException e) {
            LOG.errorf("The schema is not up to date: %s", e.getMessage());
            return 1;
        }
    }

    private String version() {
        return String.valueOf(flyway.info().current().getVersion());
    }
}
