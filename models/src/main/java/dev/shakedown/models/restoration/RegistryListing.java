package dev.shakedown.models.restoration;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory's {@code registry.json}: which files in it may be loaded, under which names and with which hashes.
 *
 * @param schema version of the listing, {@value #SCHEMA}
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
     * @param sha256 the hash that the file must have; of a {@link RoundedFile}, that of what it restores
     * @param roundedFrom where the file is a {@link RoundedFile}, the network of this listing whose weights it rounds;
     *     else null, and not written
     */
    public record Entry(
            String name,
            String file,
            String sha256,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String roundedFrom) {

        /** A network that is a file of its own. */
        public Entry(String name, String file, String sha256) {
            this(name, file, sha256, null);
        }

        @JsonCreator
        public Entry {}
    }

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
        writeAtomically(directory.resolve(FILE), out -> out.write(text));
    }

    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file atomically: beside the place, and moved there once its bytes are on the disk. One writer at a time.
     */
    static void writeAtomically(Path place, Content content) throws IOException {
        Path part = place.resolveSibling(place.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                content.writeTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
