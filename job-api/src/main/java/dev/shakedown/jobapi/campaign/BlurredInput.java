package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.ImageSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One blurred image y of a campaign: a sharp photograph under one of the blurs, or an image that arrives blurred.
 *
 * @param blur how it is blurred; null if it arrives blurred
 */
public record BlurredInput(ImageSource source, @Nullable BlurSpec blur) {

    /** All of a campaign's, in the document's order. */
    public static Stream<BlurredInput> of(Campaign campaign) {
        return campaign.images().stream()
                .flatMap(image -> image instanceof ImageSource.Sharp
                        ? campaign.blurs().stream().map(blur -> new BlurredInput(image, blur))
                        : Stream.of(new BlurredInput(image, null)));
    }

    /**
     * What a universal attack is for: every image together under each of the blurs, or together as they arrived. The
     * first image stands for all.
     */
    public static Stream<BlurredInput> together(Campaign campaign) {
        if (campaign.images().isEmpty()) {
            return Stream.empty();
        }
        ImageSource first = campaign.images().get(0);
        return first instanceof ImageSource.Sharp
                ? campaign.blurs().stream().map(blur -> new BlurredInput(first, blur))
                : Stream.of(new BlurredInput(first, null));
    }

    /** The size of y, which is the size that networks see. */
    public ImageSize size() {
        return ImageSize.of(source).after(blur);
    }
}
