package dev.shakedown.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that runs a service's artifact with a configuration.
 *
 * @param configuration keys and values as in the service's documentation
 * @param environment variables beside those that the launcher has
 */
record ServiceCommand(
        Path jar, List<String> jvmOptions, Map<String, String> configuration, Map<String, String> environment) {

    /** The words of the command. The service runs on the JDK that the launcher runs on. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (!environment.isEmpty()) {
            words.add("env");
            environment.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> words.add(entry.getKey() + "=" + entry.getValue()));
        }
        words.add(java().toString());
        words.addAll(jvmOptions);
        configuration.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> words.add("-D" + entry.getKey() + "=" + entry.getValue()));
        words.add("-jar");
        words.add(jar.toString());
        return words;
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
