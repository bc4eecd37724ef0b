package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image with some of a campaign's blurs, or one that arrives blurred. Shares the lists that it is made from. */
final class ImageBlurs {

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
