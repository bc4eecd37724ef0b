package dev.shakedown.models.restoration;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * The networks that the repository ships, those for benchmarks, and the tiny ones that {@code make_networks.py} wrote
 * for tests.
 */
public final class TestNetworks {

    private static final Path MODELS = Path.of(System.getProperty("shakedown.root", ".."), "models");

    private TestNetworks() {}

    static NetworkRegistry shipped() throws InvalidNetworkException {
        return NetworkRegistry.read(MODELS.resolve("pretrained"));
    }

    /** {@code unrolled}: non-blind, brings its own gradient. {@code sharpen}: blind. */
    static NetworkRegistry tiny() throws InvalidNetworkException {
        return NetworkRegistry.read(MODELS.resolve("src/test/resources/networks"));
    }

    /** All that compute in float32, whose outputs can be compared closely. */
    static Stream<Named<NetworkFile>> all() throws InvalidNetworkException {
        NetworkRegistry benchmark = NetworkRegistry.read(MODELS.resolve("benchmark"));
        return Stream.of(shipped(), benchmark, tiny())
                .flatMap(registry -> registry.files().stream())
                .filter(file -> file.card().precision().equals("fp32"))
                .map(file -> Named.of(file.card().name(), file));
    }

    /**
     * All but rgdn-mini@50, whose gradient takes many seconds: it has the weights of rgdn-mini@10 and comes to its
     * gradient as {@code unrolled} does.
     */
    static Stream<Named<NetworkFile>> quick() throws InvalidNetworkException {
        return all().filter(network -> !network.getName().equals("rgdn-mini@50"));
    }

    public static NetworkFile tiny(String name) throws InvalidNetworkException {
        return tiny().files().stream()
                .filter(file -> file.card().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A file that is wrong in the way that its name says. */
    public static Path bad(String name) {
        return MODELS.resolve("src/test/resources/networks/bad").resolve(name + ".pt");
    }

    /** A file that works, with something about it that its name says and that an import warns of, or must not. */
    public static Path odd(String name) {
        return MODELS.resolve("src/test/resources/networks/odd").resolve(name + ".pt");
    }

    /** Loads a network, which the caller closes. */
    static RestorationNetwork open(NetworkFile file) throws Exception {
        return TorchScriptNetwork.load(file.path(), file.card(), Device.cpu(), TorchScriptNetwork.Mode.EVALUATION);
    }
}
