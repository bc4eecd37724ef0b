package dev.shakedown.attackworker.device;

import java.util.Map;
import java.util.Optional;

/**
 * Whether float32 is computed as float32. libtorch lets cuDNN round the inputs of convolutions to 10 bits of mantissa
 * (TF32) on GPUs since Ampere unless told otherwise, and DJL's JNI has no call for that, so only the environment of the
 * process can tell: {@code NVIDIA_TF32_OVERRIDE=0}, read by NVIDIA's libraries when they load.
 */
final class GpuPrecision {

    private static final String TF32 = "NVIDIA_TF32_OVERRIDE";

    /** PyTorch's own, for products of matrices, where it does not use TF32 by default. */
    private static final String PRODUCTS = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    private GpuPrecision() {}

    /** The warning for a worker on a device in an environment; empty where float32 is float32. */
    static Optional<String> warning(String device, Map<String, String> environment) {
        if (!device.startsWith("gpu") || "0".equals(environment.get(TF32))) {
            return Optional.empty();
        }
        String products = "1".equals(environment.get(PRODUCTS)) ? " and products of matrices" : "";
        return Optional.of(
                "%s: %s: must be 0 for results in float32: GPUs since Ampere compute convolutions%s with 10 bits of mantissa (TF32) here"
                        .formatted(TF32, environment.getOrDefault(TF32, "is not set"), products));
    }
}
