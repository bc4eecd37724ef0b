package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.nio.file.Path;
import java.util.List;

/**
 * The networks that the repository ships, those that it measures speed with, and two tiny ones: {@code unrolled},
 * non-blind, brings its own gradient; {@code sharpen} is blind.
 */
final class AttackTestNetworks {

    private static final Path MODELS = Path.of(System.getProperty("shakedown.root", ".."), "models");
    private static final List<Path> DIRECTORIES = List.of(
            MODELS.resolve("pretrained"), MODELS.resolve("benchmark"), MODELS.resolve("src/test/resources/networks"));

    private AttackTestNetworks() {}

    /** The shipped ones that compute in float32. */
    static List<String> shipped() {
        return read(DIRECTORIES.get(0)).files().stream()
                .map(NetworkFile::card)
                .filter(card -> card.precision().equals("fp32"))
                .map(NetworkCard::name)
                .toList();
    }

    /** All shipped ones, those that compute in bfloat16 too. */
    static List<String> pretrained() {
        return read(DIRECTORIES.get(0)).files().stream()
                .map(file -> file.card().name())
                .toList();
    }

    static RestorationNetwork open(String name) {
        for (Path directory : DIRECTORIES) {
            NetworkRegistry registry = read(directory);
            for (NetworkFile file : registry.files()) {
                if (file.card().name().equals(name)) {
                    return ((NetworkOpening.Opened) registry.open(file.ref(), Device.cpu())).network();
                }
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static NetworkRegistry read(Path directory) {
        try {
            return NetworkRegistry.read(directory);
        } catch (InvalidNetworkException e) {
            throw new IllegalStateException(e);
        }
    }
}
