package dev.shakedown.cli.system;

import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.LoopbackPorts;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * How clients authenticate with a secured broker. It has two listeners, both over TLS: one for clients with a password
 * (SCRAM-SHA-512) and one for clients with a certificate.
 *
 * @param keyStore PKCS12 file with the broker's key and certificate
 * @param keyStorePassword of that file and of the key in it
 * @param certificate PEM file with the certificate of the issuer of the broker's, or with the broker's own
 * @param clientCertificates PEM file with the certificates that clients may show, or with those of their issuers
 * @param passwords by user; {@value #OWNER} must be among them, as whom the broker speaks to itself. Without quotes
 */
record SecuredListeners(
        Path keyStore,
        String keyStorePassword,
        Path certificate,
        Path clientCertificates,
        Map<String, String> passwords) {

    /** As whom the broker speaks to itself, and topics are made. */
    static final String OWNER = "broker";

    private static final String MECHANISM = "SCRAM-SHA-512";

    SecuredListeners {
        passwords = Map.copyOf(passwords);
        if (!passwords.containsKey(OWNER)) {
            throw new IllegalArgumentException("passwords: must have one of the user " + OWNER);
        }
    }

    /** What a client needs that connects as this user, beside the broker's address. */
    private Map<String, Object> clientSettings(String user) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                login(user),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.toString());
    }

    /** What {@code sasl.jaas.config} must be for a user. */
    private String login(String user) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, passwords.get(user));
    }

    /**
     * As a broker takes it.
     *
     * @param file to write the passwords to
     */
    EmbeddedBroker.Security security(int passwordPort, int certificatePort, Path file) throws IOException {
        Properties users = new Properties();
        users.putAll(passwords);
        try (Writer writer = Files.newBufferedWriter(file)) {
            users.store(writer, null);
        }
        return new EmbeddedBroker.Security(brokerSettings(passwordPort, certificatePort), clientSettings(OWNER), file);
    }

    private Map<String, String> brokerSettings(int passwordPort, int certificatePort) {
        int controllerPort = LoopbackPorts.free();
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        entries.put(
                "listeners",
                "PASSWORD://127.0.0.1:%d,CERTIFICATE://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(passwordPort, certificatePort, controllerPort));
        entries.put(
                "advertised.listeners",
                "PASSWORD://127.0.0.1:%d,CERTIFICATE://127.0.0.1:%d".formatted(passwordPort, certificatePort));
        entries.put("listener.security.protocol.map", "PASSWORD:SASL_SSL,CERTIFICATE:SSL,CONTROLLER:PLAINTEXT");
        entries.put("inter.broker.listener.name", "PASSWORD");
        entries.put("sasl.enabled.mechanisms", MECHANISM);
        entries.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        entries.put("listener.name.password.scram-sha-512.sasl.jaas.config", login(OWNER));
        entries.put("ssl.keystore.type", "PKCS12");
        entries.put("ssl.keystore.location", keyStore.toString());
        entries.put("ssl.keystore.password", keyStorePassword);
        entries.put("ssl.key.password", keyStorePassword);
        // The broker is its own client.
        entries.put("listener.name.password.ssl.truststore.type", "PEM");
        entries.put("listener.name.password.ssl.truststore.location", certificate.toString());
        entries.put("listener.name.certificate.ssl.client.auth", "required");
        entries.put("listener.name.certificate.ssl.truststore.type", "PEM");
        entries.put("listener.name.certificate.ssl.truststore.location", clientCertificates.toString());
        return entries;
    }
}
