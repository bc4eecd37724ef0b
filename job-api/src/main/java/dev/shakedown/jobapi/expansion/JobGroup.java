package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.jobapi.campaign.BlurredInput;
import dev.shakedown.jobapi.campaign.ImageSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of one network that can share batches, or that are universal: inputs times attacks, each to be multiplied by its
 * budgets and by the campaign's seeds.
 *
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

    /** An image with some of a campaign's blurs, or one that arrives blurred. Shares the lists that it is made from. */
    static final class ImageBlurs {

        private static final int[] NONE = {};

        private final ImageSource image;
        private final List<BlurSpec> blurs;
        private final int[] places;

        private ImageBlurs(ImageSource image, List<BlurSpec> blurs, int[] places) {
            this.image = image;
            this.blurs = blurs;
            this.places = places;
        }

        /** An image under those of the blurs whose places are given. */
        static ImageBlurs of(ImageSource image, List<BlurSpec> blurs, int[] places) {
            return new ImageBlurs(image, blurs, places);
        }

        /** An image that arrives blurred. */
        static ImageBlurs none(ImageSource image) {
            return new ImageBlurs(image, List.of(), NONE);
        }

        ImageSource image() {
            return image;
        }

        /** How many blurred images these are. */
        int count() {
            return blurs.isEmpty() ? 1 : places.length;
        }

        /** The blur of one of them. */
        @Nullable
        BlurSpec blur(int index) {
            return blurs.isEmpty() ? null : blurs.get(places[index]);
        }
    }
}
