package dev.shakedown.attackworker.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

public class LoadedNetworksTest {

    private static final Path MODELS = Path.of(System.getProperty("shakedown.root", ".."), "models");

    private final LoadedNetworks networks = networks(1);

    @AfterEach
    void closeAll() {
        networks.closeAll();
    }

    @Test
    void aNetworkInUseStaysLoadedHoweverManyOthersAreOpened() {
        try (RestorationNetwork crafting = open("sharpen")) {
            try (RestorationNetwork judge = open("unrolled")) {
                assertThat(judge.card().name()).isEqualTo("unrolled");
                assertThat(networks.loaded()).isEqualTo(2);
            }
            try (RestorationNetwork judge = open("wiener")) {
                assertThat(judge.card().name()).isEqualTo("wiener");
                assertThat(networks.loaded()).isEqualTo(2);
            }

            assertThat(works(crafting)).isTrue();
            assertThat(networks.loaded()).isEqualTo(1);
        }
    }

    @Test
    void aNetworkThatTwoUseStaysLoadedUntilBothHaveGivenItBack() {
        RestorationNetwork first = open("sharpen");
        RestorationNetwork second = open("sharpen");

        first.close();
        first.close();
        open("unrolled").close();

        assertThat(works(second)).isTrue();
        second.close();
    }

    @Test
    void whatWasUsedLongestAgoIsUnloadedFirst() {
        LoadedNetworks two = networks(2);
        for (String name : List.of("sharpen", "unrolled", "sharpen", "wiener")) {
            ((NetworkOpening.Opened) two.open(ref(name))).network().close();
        }

        assertThat(two.isLoaded(ref("sharpen"))).isTrue();
        assertThat(two.isLoaded(ref("wiener"))).isTrue();
        assertThat(two.isLoaded(ref("unrolled"))).isFalse();
        two.closeAll();
    }

    @Test
    void anUnknownFileIsRefusedAndLoadsNothing() {
        assertThat(networks.open(new NetworkRef("sharpen", "0".repeat(64)))).isInstanceOf(NetworkOpening.Refused.class);
        assertThat(networks.card(new NetworkRef("sharpen", "0".repeat(64)))).isEmpty();
        assertThat(networks.card(ref("sharpen"))).isPresent();
        assertThat(networks.loaded()).isZero();
    }

    private static boolean works(RestorationNetwork network) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            float[] output =
                    network.restore(manager.ones(new Shape(1, 3, 16, 16)), null).toFloatArray();
            return output.length == 3 * 16 * 16;
        }
    }

    private RestorationNetwork open(String name) {
        return ((NetworkOpening.Opened) networks.open(ref(name))).network();
    }

    private NetworkRef ref(String name) {
        return networks.files().stream()
                .filter(file -> file.card().name().equals(name))
                .findFirst()
                .orElseThrow()
                .ref();
    }

    public static LoadedNetworks networks(int capacity) {
        try {
            WatchedRegistry registry = new WatchedRegistry(List.of(
                    MODELS.resolve("pretrained"),
                    MODELS.resolve("benchmark"),
                    MODELS.resolve("src/test/resources/networks")));
            return new LoadedNetworks(registry, Device.cpu(), capacity);
        } catch (InvalidNetworkException e) {
            throw new IllegalStateException(e);
        }
    }
}
