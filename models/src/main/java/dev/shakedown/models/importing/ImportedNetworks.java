package dev.shakedown.models.importing;

import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.RegistryListing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A directory of imported networks, in which every file has its own hash in its name: so a listing, which is replaced
 * in one go, always names files that are there, and a worker that reads it at any moment finds all in order.
 *
 * @param directory made when the first network comes in
 */
record ImportedNetworks(Path directory) {

    private static final int HASH_IN_NAME = 12;

    /**
     * What the name of a network stands for here.
     *
     * @throws InvalidNetworkException if there is a listing that cannot be read
     */
    Optional<RegistryListing.Entry> find(String name) throws InvalidNetworkException {
        return entries().stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** Whether anything was imported. */
    boolean isThere() {
        return Files.exists(directory.resolve(RegistryListing.FILE));
    }

    private List<RegistryListing.Entry> entries() throws InvalidNetworkException {
        return isThere() ? RegistryListing.read(directory).networks() : List.of();
    }

    /**
     * Copies a file in and lists it, in the place of the one of its name if there is one.
     *
     * <p>The file of the former stays, for workers that know it by the old listing.
     *
     * @throws InvalidNetworkException if the listing cannot be read, or the file is no longer the one that was checked
     */
    Path add(NetworkFile file) throws IOException, InvalidNetworkException {
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            String fileName = file.card().name() + "-" + file.sha256().substring(0, HASH_IN_NAME) + ".pt";
            Path place = directory.resolve(fileName);
            file.copyTo(place);
            List<RegistryListing.Entry> entries = new ArrayList<>(entries());
            entries.removeIf(entry -> entry.name().equals(file.card().name()));
            entries.add(new RegistryListing.Entry(file.card().name(), fileName, file.sha256()));
            RegistryListing.of(entries).write(directory);
            return place;
        }
    }
}
