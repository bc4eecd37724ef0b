package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestorationTest {

    private final SplittableRandom random = new SplittableRandom(91);
    private final List<PlanarImage> images = Stream.generate(() -> Attacks.randomImage(random, 24, 20, 0, 1))
            .limit(5)
            .toList();

    @Test
    void severalImagesInAPassHaveTheOutputsOfEachAlone() {
        BlurKernel kernel = Attacks.randomKernel(random, 5);
        try (RestorationNetwork network = AttackTestNetworks.open("unrolled");
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            List<PlanarImage> together = Restoration.restore(network, manager, images, kernel, 3);

            assertThat(together).hasSameSizeAs(images);
            for (int i = 0; i < images.size(); i++) {
                PlanarImage alone = Restoration.restore(network, manager, images.get(i), kernel);
                assertThat(Distances.max(together.get(i), alone)).isLessThan(1e-5f);
            }
        }
    }

    @Test
    void onAProcessorEachImageHasTheBitsThatItHasAlone() {
        BlurKernel kernel = Attacks.randomKernel(random, 5);
        try (RestorationNetwork network = AttackTestNetworks.open("unrolled");
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            List<PlanarImage> each = images.stream()
                    .map(image -> Restoration.restore(network, manager, image, kernel))
                    .toList();

            assertThat(Restoration.restore(network, manager, images, kernel)).isEqualTo(each);
        }
    }

    @Test
    void aPassThatDoesNotFitIntoMemoryIsHalved() {
        try (CrampedNetwork network = new CrampedNetwork(2);
                NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            List<PlanarImage> outputs = Restoration.restore(network, manager, images, null, 5);

            assertThat(network.refused()).isEqualTo(2);
            assertThat(outputs).hasSize(5);
            assertThat(outputs.get(4)).isEqualTo(Restoration.restore(network, manager, images.get(4), null));
        }
    }
}
