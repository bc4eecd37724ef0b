package dev.shakedown.resultstore.database;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the schema is migrated. Whether PostgreSQL answers now is told by the data source's own check. */
@Readiness
@ApplicationScoped
public class SchemaHealth implements HealthCheck {

    private final SchemaMigration migration;

    SchemaHealth(SchemaMigration migration) {
        this.migration = migration;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("schema").status(migration.isDone()).build();
    }
}
