package dev.shakedown.models.restoration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory's {@code registry.json}: which files in it may be loaded, under which names and with which hashes.
 *
 * @param schema version of the listing, {@value #SCHEMA}
 * @param networks what is listed
 */
public record RegistryListing(int schema, List<Entry> networks) {

    /** The version that this code reads and writes. */
    public static final int SCHEMA = 1;

    /** The listing's file. */
    public static final String FILE = "registry.json";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One network.
     *
     * @param name its id, as its card has it
     * @param file its file's name in the directory
     * @param sha256 the hash that the file must have
     */
    public record Entry(String name, String file, String sha256) {}

    /** A listing in the present version. */
    public static RegistryListing of(List<Entry> networks) {
        return new RegistryListing(SCHEMA, List.copyOf(networks));
    }

    /**
     * Reads a directory's listing.
     *
     * @throws InvalidNetworkException if there is none, or it is not one
     */
    public static RegistryListing read(Path directory) throws InvalidNetworkException {
        Path file = directory.resolve(FILE);
        try {
            RegistryListing listing = JSON.readValue(file.toFile(), RegistryListing.class);
            listing.check(file);
            return listing;
        } catch (JsonProcessingException e) {
            throw new InvalidNetworkException(file + ": not a registry: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidNetworkException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the document leaves out.
    private void check(Path file) throws InvalidNetworkException {
        if (schema != SCHEMA) {
            throw new InvalidNetworkException(file + ": schema: " + schema + ": must be the number " + SCHEMA);
        }
        if (networks == null) {
            throw new InvalidNetworkException(file + ": networks: missing: must be a list, if an empty one");
        }
        for (Entry entry : networks) {
            if (entry == null || entry.name() == null || entry.file() == null || entry.sha256() == null) {
                throw new InvalidNetworkException(file + ": networks: " + entry + ": must have name, file and sha256");
            }
        }
    }

    /** Puts the listing in the place of the directory's present one, in one go: readers see the old one or this. */
    public void write(Path directory) throws IOException {
        byte[] text = (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(directory.resolve(FILE), out -> out.write(text));
    }
}
