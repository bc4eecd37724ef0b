package dev.shakedown.resultstore;

import dev.shakedown.resultstore.database.SchemaUpgrade;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the service; or, where {@code shakedown.schema.migration} is {@code only} among the system properties or
 * {@code SHAKEDOWN_SCHEMA_MIGRATION} in the environment, brings the schema up to date and ends.
 */
@QuarkusMain
public class ResultStoreMain {

    private static final String MIGRATION = "shakedown.schema.migration";

    /** Nothing listens, nothing is read from Kafka, nothing is swept; so tokens are not needed. */
    private static final Map<String, String> NOTHING_ELSE = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.http.host", "127.0.0.1",
            "shakedown.security.enabled", "false",
            "shakedown.ingest.enabled", "false",
            "quarkus.scheduler.enabled", "false");

    ResultStoreMain() {}

    /** Arguments are not looked at. */
    public static void main(String... arguments) {
        if (setting().filter("only"::equalsIgnoreCase).isPresent()) {
            NOTHING_ELSE.forEach(System::setProperty);
            Quarkus.run(SchemaUpgrade.class, arguments);
        } else {
            Quarkus.run(arguments);
        }
    }

    private static Optional<String> setting() {
        return Optional.ofNullable(System.getProperty(MIGRATION))
                .or(() -> Optional.ofNullable(System.getenv("SHAKEDOWN_SCHEMA_MIGRATION")));
    }
}
