package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.jobapi.campaign.BlurredInput;
import dev.shakedown.jobapi.campaign.ImageSize;
import java.util.List;

/**
 * Jobs of one network that can share batches, or that are universal: inputs times attacks, to be multiplied by the
 * campaign's budgets.
 *
 * @param size of the blurred images
 * @param inputs the blurred images
 * @param attacks what is done to each
 * @param companions further images of universal attacks; empty for others
 */
record JobGroup(ImageSize size, List<ImageBlurs> inputs, List<AttackSpec> attacks, List<ImageSource> companions) {

    /** Attacks on each input alone. */
    static JobGroup ofEach(ImageSize size, List<ImageBlurs> inputs, List<AttackSpec> attacks) {
        return new JobGroup(size, inputs, attacks, List.of());
    }

    /** Universal attacks on one input and its companions. */
    static JobGroup ofAll(BlurredInput input, List<AttackSpec> attacks, List<ImageSource> companions) {
        ImageBlurs alone = input.blur() == null
                ? ImageBlurs.none(input.source())
                : ImageBlurs.of(input.source(), List.of(input.blur()), new int[] {0});
        return new JobGroup(input.size(), List.of(alone), attacks, companions);
    }

    boolean universal() {
        return attacks.get(0).universal();
    }

    /** How many blurred images there are. */
    long inputCount() {
        return inputs.stream().mapToLong(ImageBlurs::count).sum();
    }
}
