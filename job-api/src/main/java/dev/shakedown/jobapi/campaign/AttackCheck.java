package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import java.util.List;

/** Checks that an attack, right in itself, goes with the campaign's images and blurs. */
final class AttackCheck {

    private static final String EXPECTED_WEIGHT =
            "a mask with a weight above 0 in some pixel of every blurred image, for example inside 1, outside 0; there is"
                    + " none for %s";

    private final List<Located<ImageSource>> images;
    private final List<Located<BlurSpec>> blurs;
    private final Violations violations;

    AttackCheck(List<Located<ImageSource>> images, List<Located<BlurSpec>> blurs, Violations violations) {
        this.images = images;
        this.blurs = blurs;
        this.violations = violations;
    }

    void check(Located<AttackSpec> located) {
        AttackSpec attack = located.value();
        String path = located.path();
        Objective objective = attack.objective();
        if (objective instanceof Objective.Targeted targeted) {
            sized(path + ".target", targeted.target());
        }
        if (objective.measuresFromTruth()) {
            sharpIsKnown(
                    path + ".type",
                    objective instanceof Objective.GroundTruth ? "ground-truth" : ObjectiveReader.MINIMUM_BUDGET);
        }
        if (objective instanceof Objective.Localised localised) {
            sharpIsKnown(path + ".type", "localised");
            inside(path + ".rectangle", localised.rectangle());
            if (localised.patch() instanceof Patch.Picture picture) {
                patchFits(path + ".patch", picture.image(), localised.rectangle());
            }
        }
        Mask mask = attack.distance().mask();
        if (mask instanceof Mask.Region region) {
            inside(path + ".mask.rectangle", region.rectangle());
            counts(path + ".mask", region);
        } else if (mask instanceof Mask.Picture picture) {
            sized(path + ".mask", picture.image());
        }
        Expectation expectation = attack.expectation();
        if (expectation != null) {
            kernelsFit(path + ".expectation.kernels", expectation);
        }
        if (attack.universal()) {
            oneSize(path + ".universal");
        }
        rows(path, attack);
    }

    private void sized(String path, ImageRef image) {
        ImageSize size = ImageSize.of(image);
        images.stream()
                .filter(other -> !ImageSize.of(other.value()).equals(size))
                .findFirst()
                .ifPresent(other -> violations.add(
                        path,
                        size.toString(),
                        "an image of the size of every image under attack; %s is %s%s"
                                .formatted(
                                        other.path(),
                                        ImageSize.of(other.value()),
                                        size.hintWhereTurned(ImageSize.of(other.value())))));
    }

    private void sharpIsKnown(String path, String type) {
        images.stream()
                .filter(image -> image.value() instanceof ImageSource.Blurred arrived && arrived.sharp() == null)
                .findFirst()
                .ifPresent(image -> violations.add(
                        path,
                        type,
                        "untargeted or targeted, because the sharp image of %s is not known".formatted(image.path())));
    }

    private void inside(String path, Rectangle rectangle) {
        images.stream()
                .filter(image -> leaves(rectangle, ImageSize.of(image.value())))
                .findFirst()
                .ifPresent(image -> violations.add(
                        path,
                        described(rectangle),
                        "inside of every image; %s is %s".formatted(image.path(), ImageSize.of(image.value()))));
    }

    private static boolean leaves(Rectangle rectangle, ImageSize size) {
        return rectangle.left() + rectangle.width() > size.width()
                || rectangle.top() + rectangle.height() > size.height();
    }

    /** Some pixel that y shows must have a weight; after a valid blur y shows less than x. */
    private void counts(String path, Mask.Region mask) {
        for (Located<ImageSource> image : images) {
            ImageSize size = ImageSize.of(image.value());
            if (image.value() instanceof ImageSource.Blurred) {
                if (!counts(mask, size, 0)) {
                    violations.add(path, described(mask), EXPECTED_WEIGHT.formatted(image.path()));
                    return;
                }
                continue;
            }
            for (Located<BlurSpec> blur : blurs) {
                int lost = blur.value().boundary() == Boundary.VALID
                        ? blur.value().model().reach(size.width(), size.height())
                        : 0;
                if (!counts(mask, size, lost)) {
                    violations.add(
                            path,
                            described(mask),
                            EXPECTED_WEIGHT.formatted(image.path())
                                    + (lost == 0
                                            ? ""
                                            : ", of which %s leaves out %d pixels on every side"
                                                    .formatted(blur.path(), lost)));
                    return;
                }
            }
        }
    }

    private static boolean counts(Mask.Region mask, ImageSize size, int lost) {
        Rectangle rectangle = mask.rectangle();
        if (leaves(rectangle, size)) {
            return true;
        }
        int width =
                Math.min(rectangle.left() + rectangle.width(), size.width() - lost) - Math.max(rectangle.left(), lost);
        int height =
                Math.min(rectangle.top() + rectangle.height(), size.height() - lost) - Math.max(rectangle.top(), lost);
        long seen = (long) Math.max(0, width) * Math.max(0, height);
        long all = Math.max(0, size.width() - 2L * lost) * Math.max(0, size.height() - 2L * lost);
        // Weights become float32, where the smallest are 0. An image without a pixel, and a rectangle that leaves it,
        // have violations of their own.
        boolean insideCounts = (float) mask.inside() > 0 && seen > 0;
        boolean outsideCounts = (float) mask.outside() > 0 && seen < all;
        return insideCounts || outsideCounts || all == 0;
    }

    private static String described(Mask.Region mask) {
        return "%s, inside %s, outside %s".formatted(described(mask.rectangle()), mask.inside(), mask.outside());
    }

    private static String described(Rectangle rectangle) {
        return "left %d, top %d, %dx%d"
                .formatted(rectangle.left(), rectangle.top(), rectangle.width(), rectangle.height());
    }

    private void patchFits(String path, ImageRef patch, Rectangle rectangle) {
        if (patch.width() != rectangle.width() || patch.height() != rectangle.height()) {
            violations.add(
                    path,
                    ImageSize.of(patch).toString(),
                    "%dx%d, the size of the rectangle".formatted(rectangle.width(), rectangle.height()));
        }
    }

    private void kernelsFit(String path, Expectation expectation) {
        List<KernelSpec> kernels = expectation.kernels();
        for (int i = 0; i < kernels.size(); i++) {
            String place = "%s[%d]".formatted(path, i);
            int size = kernels.get(i).size();
            for (Located<ImageSource> image : images) {
                if (image.value() instanceof ImageSource.Blurred) {
                    violations.add(
                            place,
                            image.value().name(),
                            "absent, because %s arrives blurred and cannot be blurred by it".formatted(image.path()));
                    return;
                }
                if (size > ImageSize.of(image.value()).shorterSide()) {
                    violations.add(
                            place + BlurSizeCheck.sizeField(kernels.get(i)),
                            Integer.toString(size),
                            "at most %d, the shorter side of %s"
                                    .formatted(ImageSize.of(image.value()).shorterSide(), image.path()));
                    return;
                }
            }
            for (Located<BlurSpec> blur : blurs) {
                int wanted = sideThatLosesAsMuch(blur.value());
                if (blur.value().boundary() == Boundary.VALID && wanted != size) {
                    violations.add(
                            place + BlurSizeCheck.sizeField(kernels.get(i)),
                            Integer.toString(size),
                            "%d, the size of the kernel of %s, whose boundary is valid, so that all blurred images have one size"
                                    .formatted(wanted, blur.path()));
                    return;
                }
            }
        }
    }

    /** Side of the kernel that takes as much from a valid image; what a path takes depends on the image. */
    private int sideThatLosesAsMuch(BlurSpec blur) {
        ImageSize size = ImageSize.of(images.get(0).value());
        return 2 * blur.model().reach(size.width(), size.height()) + 1;
    }

    private void oneSize(String path) {
        if (images.size() < 2) {
            violations.add(path, "true", "false, because a universal perturbation is for two images or more");
            return;
        }
        ImageSource first = images.get(0).value();
        for (Located<ImageSource> image : images) {
            if (!ImageSize.of(image.value()).equals(ImageSize.of(first))) {
                violations.add(
                        path,
                        "true",
                        "false, because a universal perturbation is for images of one size; %s is %s, %s is %s"
                                .formatted(
                                        images.get(0).path(),
                                        ImageSize.of(first),
                                        image.path(),
                                        ImageSize.of(image.value())));
                return;
            }
            if (!image.value().getClass().equals(first.getClass())) {
                violations.add(
                        path,
                        "true",
                        "false, because some images are sharp and others arrive blurred: %s, %s"
                                .formatted(images.get(0).path(), image.path()));
                return;
            }
        }
    }

    private void rows(String path, AttackSpec attack) {
        Expectation expectation = attack.expectation();
        long draws = expectation == null ? 1 : expectation.draws();
        long rows = attack.restarts() * draws * (attack.universal() ? images.size() : 1);
        if (rows > Limits.ROWS_MOST) {
            violations.add(
                    path,
                    rows + " images a step",
                    "at most %d: restarts x samples x qualities x kernels x images".formatted(Limits.ROWS_MOST));
        }
    }
}
