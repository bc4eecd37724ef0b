package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import java.util.List;

/** Checks that a blur is not larger than the images that it is for: its kernels, its grid, its path. */
final class BlurSizeCheck {

    private final Violations violations;

    BlurSizeCheck(Violations violations) {
        this.violations = violations;
    }

    /** Whether nothing would be said of this blur and an image of this size. */
    static boolean fits(BlurSpec blur, ImageSize size) {
        Violations found = new Violations();
        new BlurSizeCheck(found).check(new Located<>("", blur), "", size);
        return found.none();
    }

    /** Notes what is wrong with a blur and the first image that it does not fit. */
    void check(Located<BlurSpec> blur, List<Located<ImageSource>> images) {
        for (Located<ImageSource> image : images) {
            if (image.value() instanceof ImageSource.Sharp photograph) {
                ImageSize size = ImageSize.of(photograph.sharp());
                if (!fits(blur.value(), size)) {
                    check(blur, image.path(), size);
                    return;
                }
            }
        }
    }

    private void check(Located<BlurSpec> blur, String image, ImageSize size) {
        if (blur.value().model() instanceof KernelGrid grid) {
            grid(blur.path() + ".grid", grid, image, size);
        } else if (blur.value().model() instanceof CameraPath path) {
            cameraPath(blur.path() + ".cameraPath", path, image, size);
        } else {
            kernel(blur.path() + ".kernel", (KernelSpec) blur.value().model(), image, size);
        }
    }

    private void kernel(String field, KernelSpec kernel, String image, ImageSize size) {
        if (kernel.size() > size.shorterSide()) {
            violations.add(
                    field + sizeField(kernel),
                    Integer.toString(kernel.size()),
                    "at most %d, the shorter side of %s".formatted(size.shorterSide(), image));
        }
    }

    /** The field that says how large a kernel is. */
    static String sizeField(KernelSpec kernel) {
        return kernel instanceof KernelSpec.Adjusted adjusted && adjusted.scaleTo() != null ? ".scaleTo" : ".size";
    }

    private void grid(String field, KernelGrid grid, String image, ImageSize size) {
        atMost(field + ".rows", grid.rows(), size.height(), "height", image);
        atMost(field + ".columns", grid.columns(), size.width(), "width", image);
        for (int i = 0; i < grid.kernels().size(); i++) {
            kernel("%s.kernels[%d]".formatted(field, i), grid.kernels().get(i), image, size);
        }
    }

    private void atMost(String field, int value, int most, String what, String image) {
        if (value > most) {
            violations.add(field, Integer.toString(value), "at most %d, the %s of %s".formatted(most, what, image));
        }
    }

    private void cameraPath(String field, CameraPath path, String image, ImageSize size) {
        String remedy = "; make maxShift, maxRotation, maxTilt or focalLength smaller";
        int centre = path.reachAtCentre(size.width());
        int mostOfCentre = Limits.KERNEL_SIZE_MOST / 2;
        int reach = path.reach(size.width(), size.height());
        int most = (size.shorterSide() - 1) / 2;
        if (centre > mostOfCentre) {
            violations.add(
                    field,
                    "moves the centre of %s by up to %d pixels".formatted(image, centre),
                    "a path that moves it by at most %d%s".formatted(mostOfCentre, remedy));
        } else if (reach > most) {
            violations.add(
                    field,
                    "moves pixels of %s by up to %s".formatted(image, reach == Integer.MAX_VALUE ? "infinity" : reach),
                    "a path that moves them by at most %d, half its shorter side%s".formatted(most, remedy));
        }
    }
}
