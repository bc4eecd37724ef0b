package dev.shakedown.models.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.restoration.RestorationNetwork;
import dev.shakedown.models.restoration.TestNetworks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GradientCheckTest {

    /** The identity, but NaN from the third pass on, which is the first beside the picture. */
    private static final class NanBesideThePicture implements RestorationNetwork {

        private final NetworkCard card;
        private int passes;

        private NanBesideThePicture(NetworkCard card) {
            this.card = card;
        }

        @Override
        public NetworkCard card() {
            return card;
        }

        @Override
        public Device device() {
            return Device.cpu();
        }

        @Override
        public NDArray restore(NDArray y, @Nullable NDArray b) {
            passes++;
            return y.mul(passes > 2 ? Float.NaN : 1);
        }

        @Override
        public void close() {}
    }

    @Test
    void aSlopeOfNanIsBadAndNotMerelyUnresolved() throws Exception {
        RestorationNetwork network =
                new NanBesideThePicture(TestNetworks.tiny("sharpen").card());

        CheckFinding finding;
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            finding = GradientCheck.slope(new NetworkTrial(network, manager, new TrialInput(manager, 1)));
        }

        assertThat(finding).isInstanceOf(CheckFinding.Bad.class);
        assertThat(finding.what()).contains("close to a picture in [0,1] the output has values that are not finite");
    }
}
