package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * A blur kernel b, described so that every reader makes the same one. As a model of a blur it means that every pixel is
 * blurred alike.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = KernelSpec.CameraShake.class, name = "camera-shake"),
    @JsonSubTypes.Type(value = KernelSpec.Gaussian.class, name = "gaussian"),
    @JsonSubTypes.Type(value = KernelSpec.Disk.class, name = "disk"),
    @JsonSubTypes.Type(value = KernelSpec.LinearMotion.class, name = "linear-motion"),
    @JsonSubTypes.Type(value = KernelSpec.File.class, name = "file"),
    @JsonSubTypes.Type(value = KernelSpec.Adjusted.class, name = "adjusted")
})
public sealed interface KernelSpec extends BlurModel {

    /** Side of the square kernel in pixels, odd. */
    int size();

    /** The kernel itself, without an adjustment. */
    default KernelSpec shape() {
        return this;
    }

    /** The type as campaigns write it, such as {@code camera-shake}; {@code file} for an uploaded kernel. */
    default String typeName() {
        for (JsonSubTypes.Type known :
                KernelSpec.class.getAnnotation(JsonSubTypes.class).value()) {
            if (known.value() == getClass()) {
                return known.name();
            }
        }
        throw new IllegalStateException(getClass() + " has no name");
    }

    @Override
    default int reach(int width, int height) {
        return size() / 2;
    }

    /**
     * A random smooth camera trajectory.
     *
     * @param size odd side in pixels
     * @param seed of the trajectory
     */
    record CameraShake(int size, long seed) implements KernelSpec {}

    /**
     * An isotropic Gaussian.
     *
     * @param size odd side in pixels
     * @param sigma standard deviation in pixels
     */
    record Gaussian(int size, double sigma) implements KernelSpec {}

    /**
     * A disk, as of a lens out of focus.
     *
     * @param size odd side in pixels
     * @param radius in pixels
     */
    record Disk(int size, double radius) implements KernelSpec {}

    /**
     * Straight motion at constant speed.
     *
     * @param size odd side in pixels
     * @param length of the path in pixels
     * @param angle of the path in degrees, counter-clockwise from the positive horizontal axis
     */
    record LinearMotion(int size, double length, double angle) implements KernelSpec {}

    /**
     * A kernel that was uploaded; stored as a float64 NPY array of shape (size, size).
     *
     * @param size odd side in pixels
     * @param sha256 SHA-256 of the stored NPY bytes
     * @param name what people call it
     */
    record File(int size, String sha256, String name) implements KernelSpec {}

    /**
     * Another kernel, moved to its centre or resampled to another side, in this order.
     *
     * @param kernel what is adjusted; itself not adjusted
     * @param scaleTo odd side in pixels that the shape is resampled to; null to leave it as it is
     * @param recentre whether the kernel is shifted by whole pixels so that its centre of mass lies in the centre
     *     pixel. Without scaleTo the side stays, and a kernel whose light would be cut off is refused; with it the
     *     kernel first grows as far as it must
     */
    record Adjusted(KernelSpec kernel, @Nullable Integer scaleTo, boolean recentre) implements KernelSpec {

        public Adjusted {
            if (kernel instanceof Adjusted) {
                throw new IllegalArgumentException("kernel: adjusted: must be a kernel that is not adjusted itself");
            }
        }

        @Override
        public int size() {
            return scaleTo == null ? kernel.size() : scaleTo;
        }

        @Override
        public KernelSpec shape() {
            return kernel;
        }
    }
}
