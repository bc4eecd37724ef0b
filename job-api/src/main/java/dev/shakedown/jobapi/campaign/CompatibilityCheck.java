package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks that images, blurs, networks and targets, each right alone, go together. */
final class CompatibilityCheck {

    private final Violations violations;

    CompatibilityCheck(Violations violations) {
        this.violations = violations;
    }

    /** Networks are those under attack and those that judge. */
    void check(
            List<Located<ImageSource>> images,
            List<Located<BlurSpec>> blurs,
            List<AnnouncedNetwork> networks,
            List<Located<AttackSpec>> attacks) {
        BlurSizeCheck blurFit = new BlurSizeCheck(violations);
        for (Located<BlurSpec> blur : blurs) {
            blurFit.check(blur, images);
        }
        for (Located<ImageSource> image : images) {
            for (AnnouncedNetwork network : networks) {
                largeEnough(image, blurs, network.card());
                kernelWhereNeeded(image, network.card());
            }
        }
        AttackCheck fit = new AttackCheck(images, blurs, violations);
        for (Located<AttackSpec> attack : attacks) {
            fit.check(attack);
        }
    }

    private void largeEnough(Located<ImageSource> image, List<Located<BlurSpec>> blurs, NetworkCard network) {
        if (image.value() instanceof ImageSource.Blurred) {
            largeEnough(image.path(), ImageSize.of(image.value()), network, null);
            return;
        }
        Optional<Located<BlurSpec>> tooSmall = blurs.stream()
                .filter(blur -> BlurSizeCheck.fits(blur.value(), ImageSize.of(image.value())))
                .filter(blur -> ImageSize.of(image.value()).after(blur.value()).shorterSide() < network.minimumSize())
                .findFirst();
        tooSmall.ifPresent(blur ->
                largeEnough(image.path(), ImageSize.of(image.value()).after(blur.value()), network, blur.path()));
    }

    private void largeEnough(String path, ImageSize size, NetworkCard network, @Nullable String blur) {
        if (size.shorterSide() < network.minimumSize()) {
            violations.add(
                    path,
                    size + (blur == null ? "" : " after " + blur),
                    "at least %1$dx%1$d, the minimum of network %2$s".formatted(network.minimumSize(), network.name()));
        }
    }

    private void kernelWhereNeeded(Located<ImageSource> image, NetworkCard network) {
        if (network.kind() == NetworkCard.Kind.NON_BLIND
                && image.value() instanceof ImageSource.Blurred blurred
                && blurred.kernel() == null) {
            violations.add(
                    image.path() + ".kernel",
                    (String) null,
                    "the kernel that blurred the image, because network %s is non-blind".formatted(network.name()));
        }
    }
}
