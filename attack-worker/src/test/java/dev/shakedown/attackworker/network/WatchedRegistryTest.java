package dev.shakedown.attackworker.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RegistryListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedRegistryTest {

    private static final Path NETWORKS =
            Path.of(System.getProperty("shakedown.root", ".."), "models/src/test/resources/networks");

    @TempDir
    private Path imported;

    private WatchedRegistry registry;

    @BeforeEach
    void startWithoutImports() throws IOException, InvalidNetworkException {
        RegistryListing.of(List.of()).write(imported);
        registry = new WatchedRegistry(List.of(imported));
    }

    @Test
    void aNetworkThatIsAddedIsServed() throws IOException, InvalidNetworkException {
        assertThat(registry.newest().files()).isEmpty();
        assertThat(registry.refresh()).isFalse();

        NetworkFile sharpen = add("sharpen");

        assertThat(registry.refresh()).isTrue();
        assertThat(registry.newest().files()).extracting(NetworkFile::ref).containsExactly(sharpen.ref());
        assertThat(registry.refresh()).isFalse();
    }

    @Test
    void aJobOfANetworkThatIsNotKnownYetFindsIt() throws IOException, InvalidNetworkException {
        NetworkFile sharpen = add("sharpen");

        assertThat(registry.of(sharpen.ref())).isPresent();
        assertThat(registry.of(new NetworkRef("sharpen", "0".repeat(64)))).isEmpty();
    }

    @Test
    void aFileThatWasReplacedStaysForTheJobsThatMeanIt() throws IOException, InvalidNetworkException {
        NetworkFile sharpen = add("sharpen");
        registry.refresh();

        add("unrolled");
        registry.refresh();

        assertThat(registry.newest().files())
                .extracting(file -> file.card().name())
                .containsExactly("unrolled");
        assertThat(registry.of(sharpen.ref())).isPresent();
    }

    @Test
    void anInvalidListingLeavesWhatIsServed() throws IOException, InvalidNetworkException {
        NetworkFile sharpen = add("sharpen");
        registry.refresh();

        Files.writeString(imported.resolve(RegistryListing.FILE), "{");

        assertThat(registry.refresh()).isFalse();
        assertThat(registry.newest().files()).extracting(NetworkFile::ref).containsExactly(sharpen.ref());
    }

    /** Lists this network alone. */
    private NetworkFile add(String name) throws IOException, InvalidNetworkException {
        NetworkFile file = NetworkRegistry.read(NETWORKS).files().stream()
                .filter(network -> network.card().name().equals(name))
                .findFirst()
                .orElseThrow();
        Files.copy(file.path(), imported.resolve(name + ".pt"));
        RegistryListing.of(List.of(new RegistryListing.Entry(name, name + ".pt", file.sha256())))
                .write(imported);
        return file;
    }
}
