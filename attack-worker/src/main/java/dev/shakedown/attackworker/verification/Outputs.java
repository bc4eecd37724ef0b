package dev.shakedown.attackworker.verification;

import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Restoration;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.RestorationNetwork;

/**
 * A network's outputs, not clamped.
 *
 * @param clean N(y)
 * @param attacked N(y + delta)
 * @param eightBit N(8-bit(y + delta))
 */
record Outputs(PlanarImage clean, PlanarImage attacked, PlanarImage eightBit) {

    /** Restores, one image at a time; nothing stays on the device. */
    static Outputs of(RestorationNetwork network, AttackedImage scene, PlanarImage delta) {
        PlanarImage perturbed = ImageNorms.sum(scene.y(), delta);
        try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            return new Outputs(
                    Restoration.restore(network, manager, scene.y(), scene.kernel()),
                    Restoration.restore(network, manager, perturbed, scene.kernel()),
                    Restoration.restore(network, manager, EightBit.round(perturbed), scene.kernel()));
        }
    }
}
