package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The user's settings, for options that are not given: {@code api} and {@code tokenFile} in
 * {@code ~/.config/shakedown/config.yaml}. An environment variable goes before the file.
 */
final class SettingsFile implements IDefaultValueProvider {

    private static final String API = "api";
    private static final String TOKEN_FILE = "tokenFile";

    private final Path file;
    private final Map<String, String> environment;
    private @Nullable Map<String, String> values;

    /**
     * Settings of a file, which is read when the first option needs it.
     *
     * @param file need not be there
     */
    SettingsFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    /** Those of this user: of SHAKEDOWN_CONFIG, or else below XDG_CONFIG_HOME or ~/.config. */
    static SettingsFile ofUser() {
        Map<String, String> environment = System.getenv();
        String named = environment.get("SHAKEDOWN_CONFIG");
        String home = environment.get("XDG_CONFIG_HOME");
        Path folder =
                home == null || home.isBlank() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(home);
        return new SettingsFile(
                named == null ? folder.resolve("shakedown").resolve("config.yaml") : Path.of(named), environment);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        CommandLine command = argument.command().commandLine();
        return switch (option.longestName()) {
            case "--api" -> value(command, API, "SHAKEDOWN_API");
            case "--token-file" -> value(command, TOKEN_FILE, "SHAKEDOWN_TOKEN");
            default -> null;
        };
    }

    private @Nullable String value(CommandLine command, String key, String variable) {
        if (environment.containsKey(variable)) {
            return null;
        }
        Map<String, String> known = values;
        if (known == null) {
            known = read(command);
            values = known;
        }
        return known.get(key);
    }

    private Map<String, String> read(CommandLine command) {
        Map<String, String> read = new HashMap<>();
        if (Files.isRegularFile(file)) {
            try {
                new YAMLMapper()
                        .readTree(Files.readAllBytes(file))
                        .properties()
                        .forEach(field -> read.put(field.getKey(), text(command, field.getKey(), field.getValue())));
            } catch (JsonProcessingException e) {
                throw new ParameterException(command, file + ": must be YAML, for example api: http://127.0.0.1:8080");
            } catch (IOException e) {
                throw new ParameterException(command, file + ": cannot be read");
            }
        }
        return read;
    }

    /** A path that begins with {@code ~/} is below the user's home; another one is below the file's folder. */
    private String text(CommandLine command, String key, JsonNode value) {
        if (!key.equals(API) && !key.equals(TOKEN_FILE)) {
            throw new ParameterException(command, "%s: %s: must be api or tokenFile".formatted(file, key));
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new ParameterException(command, "%s: %s: %s: must be text".formatted(file, key, value));
        }
        String text = value.textValue();
        if (key.equals(API)) {
            return text;
        }
        return text.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), text.substring(2)).toString()
                : file.resolveSibling(text).toString();
    }
}
