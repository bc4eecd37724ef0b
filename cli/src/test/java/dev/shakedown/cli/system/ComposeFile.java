package dev.shakedown.cli.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;

/** The checkout's docker-compose.yml, read so that what it says can be done without containers. */
final class ComposeFile {

    private static final Path FILE = Path.of(System.getProperty("shakedown.root"), "docker-compose.yml");

    private final Map<?, ?> services;
    private final Map<String, String> places = new LinkedHashMap<>();

    private ComposeFile(Map<?, ?> services) {
        this.services = services;
    }

    static ComposeFile read() throws IOException {
        Map<?, ?> document = new Yaml().load(Files.readString(FILE));
        return new ComposeFile((Map<?, ?>) Objects.requireNonNull(document.get("services")));
    }

    /** From now on, what is {@code in} the containers' network or file system is {@code here}. */
    ComposeFile with(String in, Object here) {
        places.put(in, here.toString());
        return this;
    }

    /** A service's environment, as it is here. */
    Map<String, String> environment(String service) {
        Map<String, String> environment = new HashMap<>();
        ((Map<?, ?>) part(service, "environment"))
                .forEach((name, value) -> environment.put(name.toString(), here(unset(value.toString()))));
        return environment;
    }

    /** A value where no variable of docker compose is set. */
    private static String unset(String value) {
        return value.replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
    }

    /** The script that a service's shell runs. */
    String script(String service) {
        List<?> words = (List<?>) part(service, "command");
        return here(words.get(words.size() - 1).toString().replace("$$", "$"));
    }

    /** The words of a service's command. */
    String[] command(String service) {
        return ((List<?>) part(service, "command"))
                .stream().map(Object::toString).toArray(String[]::new);
    }

    private Object part(String service, String key) {
        Map<?, ?> found = (Map<?, ?>) Objects.requireNonNull(services.get(service), service);
        return Objects.requireNonNull(found.get(key), key);
    }

    private String here(String text) {
        String replaced = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            replaced = replaced.replace(place.getKey(), place.getValue());
        }
        return replaced;
    }
}
