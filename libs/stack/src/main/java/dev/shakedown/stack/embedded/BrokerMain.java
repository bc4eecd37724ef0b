package dev.shakedown.stack.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * The broker's process: formats the data directory on first use, then runs Kafka until it is asked to stop or the
 * process that started it is gone. Arguments: the properties file, the process id to live as long as, and, for a broker
 * that asks for passwords, a properties file with those of the users that it is to know from the start.
 */
public final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        String propertiesFile = arguments[0];
        stopWith(Long.parseLong(arguments[1]));
        if (!isFormatted(propertiesFile)) {
            format(propertiesFile, arguments.length > 2 ? read(arguments[2]) : new Properties());
        }
        Kafka.main(new String[] {propertiesFile});
    }

    private static void stopWith(long pid) {
        var unused = ProcessHandle.of(pid)
                .map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null))
                .thenRun(() -> System.exit(0));
    }

    private static boolean isFormatted(String propertiesFile) throws IOException {
        return Files.exists(Path.of(read(propertiesFile).getProperty("log.dirs"), "meta.properties"));
    }

    private static Properties read(String file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        }
        return properties;
    }

    private static void format(String propertiesFile, Properties passwords) {
        // A crash while formatting leaves files without meta.properties: these are taken over, not refused.
        List<String> command = new ArrayList<>(List.of("format", "--ignore-formatted", "--config", propertiesFile));
        command.addAll(List.of("--cluster-id", Uuid.randomUuid().toString()));
        for (String user : passwords.stringPropertyNames()) {
            command.add("--add-scram");
            command.add("SCRAM-SHA-512=[name=\"%s\",password=\"%s\"]".formatted(user, passwords.getProperty(user)));
        }
        int status = StorageTool.execute(command.toArray(String[]::new), System.out);
        if (status != 0) {
            System.exit(status);
        }
    }
}
