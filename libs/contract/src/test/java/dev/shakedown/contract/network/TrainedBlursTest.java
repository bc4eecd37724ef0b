package dev.shakedown.contract.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainedBlursTest {

    private static final TrainedBlurs MOTIONS = new TrainedBlurs(List.of("camera-shake", "linear-motion"), 13, 0.0);

    @Test
    void takesWhatTheNetworkWasTrainedFor() {
        assertThat(MOTIONS.outside(blur(new KernelSpec.CameraShake(13, 1), 0))).isEmpty();
        assertThat(MOTIONS.outside(blur(new KernelSpec.LinearMotion(31, 12.5, 40), 0)))
                .as("a short motion in a large frame")
                .isEmpty();
        assertThat(MOTIONS.outside(blur(new KernelSpec.File(13, "00", "levin"), 0)))
                .as("a file may have any shape")
                .isEmpty();
        assertThat(MOTIONS.outside(blur(new KernelSpec.Adjusted(new KernelSpec.CameraShake(27, 1), 13, false), 0)))
                .isEmpty();
    }

    @Test
    void namesWhatLiesOutside() {
        assertThat(MOTIONS.outside(blur(new KernelSpec.CameraShake(27, 1), 0)))
                .contains("kernel of 27 pixels: trained for at most 13");
        assertThat(MOTIONS.outside(blur(new KernelSpec.Disk(31, 4), 0.01)))
                .contains(
                        "disk: trained for camera-shake or linear-motion; kernel of 31 pixels: trained for at most 13;"
                                + " noise of 0.01: trained for none");
        assertThat(MOTIONS.outside(blur(new KernelSpec.Adjusted(new KernelSpec.CameraShake(13, 1), 27, false), 0)))
                .contains("kernel of 27 pixels: trained for at most 13");
        assertThat(MOTIONS.outside(blur(
                        new KernelGrid(
                                1, 2, List.of(new KernelSpec.CameraShake(9, 1), new KernelSpec.CameraShake(9, 2))),
                        0)))
                .contains(
                        "a blur that varies over the image: trained for one camera-shake or linear-motion everywhere");
        assertThat(new TrainedBlurs(List.of(), null, 0.03).outside(blur(new KernelSpec.Disk(31, 4), 0.05)))
                .contains("noise of 0.05: trained for at most 0.03");
    }

    @Test
    void saysNothingWhereACardSaysNothing() {
        assertThat(new TrainedBlurs(List.of(), null, null).outside(blur(new KernelSpec.Disk(99, 40), 0.5)))
                .isEmpty();
    }

    private static BlurSpec blur(BlurModel model, double noise) {
        return new BlurSpec(model, Boundary.REFLECT, new BlurSpec.Noise(noise, 1), false);
    }
}
