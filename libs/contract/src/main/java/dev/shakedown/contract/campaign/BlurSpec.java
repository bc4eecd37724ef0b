package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a sharp image becomes a blurred one: y = B x + n, where B is the convolution with one kernel or a blur that
 * varies over the image; then perhaps rounded as a file would be. In JSON the model is in the field {@code kernel},
 * {@code grid} or {@code cameraPath}, whichever it is.
 *
 * @param model B
 * @param boundary what lies beyond the edge
 * @param noise n
 * @param clampBlurred whether y is clamped to [0,1] after n is added, as a camera does
 * @param roundTo8Bit whether y is rounded to 255ths and clamped to [0,1], as a saved file would be
 */
public record BlurSpec(
        @JsonIgnore BlurModel model, Boundary boundary, Noise noise, boolean clampBlurred, boolean roundTo8Bit) {

    /** A blurred image that is clamped to [0,1]. */
    public BlurSpec(BlurModel model, Boundary boundary, Noise noise, boolean roundTo8Bit) {
        this(model, boundary, noise, true, roundTo8Bit);
    }

    @JsonCreator
    static BlurSpec read(
            @JsonProperty("kernel") @Nullable KernelSpec kernel,
            @JsonProperty("grid") @Nullable KernelGrid grid,
            @JsonProperty("cameraPath") @Nullable CameraPath path,
            @JsonProperty("boundary") Boundary boundary,
            @JsonProperty("noise") Noise noise,
            @JsonProperty("clampBlurred") @Nullable Boolean clampBlurred,
            @JsonProperty("roundTo8Bit") boolean roundTo8Bit) {
        BlurModel[] given =
                Stream.of(kernel, grid, path).filter(Objects::nonNull).toArray(BlurModel[]::new);
        if (given.length != 1) {
            throw new IllegalArgumentException(
                    "kernel, grid, cameraPath: %d given: must be exactly one".formatted(given.length));
        }
        return new BlurSpec(given[0], boundary, noise, clampBlurred == null || clampBlurred, roundTo8Bit);
    }

    /** The one kernel of a blur that is the same everywhere; null for others. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable KernelSpec kernel() {
        return model instanceof KernelSpec kernel ? kernel : null;
    }

    /** The local kernels of a blur that varies by patches; null for others. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable KernelGrid grid() {
        return model instanceof KernelGrid grid ? grid : null;
    }

    /** The path of a camera that moves; null for others. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable CameraPath cameraPath() {
        return model instanceof CameraPath path ? path : null;
    }

    /**
     * Independent Gaussian noise.
     *
     * @param sigma standard deviation on the scale of [0,1]; 0 for none
     * @param seed of the noise
     */
    public record Noise(double sigma, long seed) {}
}
