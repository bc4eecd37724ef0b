package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.attack.PassProbe;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;

/**
 * What jobs must share to run in one batch.
 *
 * @param network the exact file
 * @param width of the blurred image in pixels
 * @param height of the blurred image in pixels
 * @param step what a step runs: the kernel's gradient takes time and memory that other jobs need not spend
 */
record Affinity(NetworkRef network, int width, int height, PassProbe step) {

    boolean isOf(DeliveredRequest delivered) {
        return of(delivered.request()).equals(this);
    }

    static Affinity of(AttackRequest request) {
        ImageRef image;
        if (request.source() instanceof ImageSource.Sharp source) {
            image = source.sharp();
        } else {
            image = ((ImageSource.Blurred) request.source()).blurred();
        }
        BlurSpec blur = request.blur();
        int lost = blur != null && blur.boundary() == Boundary.VALID
                ? 2 * blur.model().reach(image.width(), image.height())
                : 0;
        return new Affinity(
                request.network(), image.width() - lost, image.height() - lost, PassProbe.stepOf(request.attack()));
    }
}
