package dev.shakedown.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * The broker's process: formats the data directory on first use, then runs Kafka until it is asked to stop or the
 * process that started it is gone. Arguments: the properties file, and the process id to live as long as.
 */
public final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        String propertiesFile = arguments[0];
        stopWith(Long.parseLong(arguments[1]));
        if (!isFormatted(propertiesFile)) {
            format(propertiesFile);
        }
        Kafka.main(new String[] {propertiesFile});
    }

    private static void stopWith(long pid) {
        ProcessHandle.of(pid)
                .map(ProcessHandle::onExit)
                .ifPresentOrElse(exit -> exit.thenRun(() -> System.exit(0)), () -> System.exit(0));
    }

    private static boolean isFormatted(String propertiesFile) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of(propertiesFile))) {
            properties.load(reader);
        }
        return Files.exists(Path.of(properties.getProperty("log.dirs"), "meta.properties"));
    }

    private static void format(String propertiesFile) {
        // A crash while formatting leaves files without meta.properties: these are taken over, not refused.
        String[] command = {
            "format", "--ignore-formatted", "--cluster-id", Uuid.randomUuid().toString(), "--config", propertiesFile
        };
        int status = StorageTool.execute(command, System.out);
        if (status != 0) {
            System.exit(status);
        }
    }
}
