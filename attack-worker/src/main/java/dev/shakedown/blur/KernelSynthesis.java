package dev.shakedown.blur;

import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.kernel.BlurKernel;
import dev.shakedown.kernel.CameraShakeKernel;
import dev.shakedown.kernel.DiskKernel;
import dev.shakedown.kernel.GaussianKernel;
import dev.shakedown.kernel.KernelDecoder;
import dev.shakedown.kernel.KernelDecoding;
import dev.shakedown.kernel.KernelFormat;
import dev.shakedown.kernel.KernelSelection;
import dev.shakedown.kernel.LinearMotionKernel;

/** Makes the kernel b that a campaign describes. */
public final class KernelSynthesis {

    /** Finds the stored bytes of a kernel that was uploaded. */
    @FunctionalInterface
    public interface StoredKernels {

        /**
         * The NPY bytes with the given SHA-256, which the caller has checked.
         *
         * @param sha256 in lower-case hexadecimal, as in {@link KernelSpec.File}
         */
        byte[] npy(String sha256);
    }

    private KernelSynthesis() {}

    /**
     * The kernel that is described; the same description gives the same kernel, bit for bit, on every JVM.
     *
     * @param spec what the campaign says, validated when it was submitted
     * @param stored where uploaded kernels come from
     * @throws IllegalArgumentException if the description makes no kernel, or the stored bytes are none of the size
     *     that it names
     */
    public static BlurKernel of(KernelSpec spec, StoredKernels stored) {
        if (spec instanceof KernelSpec.CameraShake shake) {
            return CameraShakeKernel.of(shake.size(), shake.seed());
        }
        if (spec instanceof KernelSpec.Gaussian gaussian) {
            return GaussianKernel.of(gaussian.size(), gaussian.sigma());
        }
        if (spec instanceof KernelSpec.Disk disk) {
            return DiskKernel.of(disk.size(), disk.radius());
        }
        if (spec instanceof KernelSpec.LinearMotion motion) {
            return LinearMotionKernel.of(motion.size(), motion.length(), motion.angle());
        }
        return read((KernelSpec.File) spec, stored);
    }

    private static BlurKernel read(KernelSpec.File file, StoredKernels stored) {
        byte[] npy = stored.npy(file.sha256());
        KernelDecoding decoding = KernelDecoder.decode(npy, KernelFormat.NPY, KernelSelection.ONLY);
        if (decoding instanceof KernelDecoding.Decoded decoded
                && decoded.kernel().size() == file.size()) {
            return decoded.kernel();
        }
        throw new IllegalArgumentException("kernel %s is stored as %s, not as a kernel of side %d"
                .formatted(file.sha256(), decoding, file.size()));
    }
}
