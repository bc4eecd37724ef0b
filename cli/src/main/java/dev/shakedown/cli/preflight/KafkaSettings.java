package dev.shakedown.cli.preflight;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Settings of Kafka's clients from environment variables, as the services read them. */
public final class KafkaSettings {

    private static final String PREFIX = "KAFKA_";

    private KafkaSettings() {}

    /** Those that all services share: {@code KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}. */
    public static Map<String, Object> of(Map<String, String> environment) {
        return behind(PREFIX, environment);
    }

    /**
     * Those of one service: {@code JOB_API_KAFKA_SASL_JAAS_CONFIG} replaces {@code KAFKA_SASL_JAAS_CONFIG}.
     *
     * @param service such as {@code job-api}
     */
    static Map<String, Object> of(Map<String, String> environment, String service) {
        Map<String, Object> settings = of(environment);
        String own = service.toUpperCase(Locale.ROOT).replace('-', '_') + "_" + PREFIX;
        settings.putAll(behind(own, environment));
        return settings;
    }

    private static Map<String, Object> behind(String prefix, Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                String key =
                        name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.');
                if (AdminClientConfig.configNames().contains(key)) {
                    settings.put(key, value);
                }
            }
        });
        return settings;
    }

    /** Why a call failed: Kafka's clients say so in the last cause. */
    public static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }
}
