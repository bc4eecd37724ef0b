package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.imaging.kernel.DiskKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.imaging.kernel.KernelCentring;
import dev.shakedown.imaging.kernel.KernelDecoder;
import dev.shakedown.imaging.kernel.KernelDecoding;
import dev.shakedown.imaging.kernel.KernelFormat;
import dev.shakedown.imaging.kernel.KernelScaling;
import dev.shakedown.imaging.kernel.KernelSelection;
import dev.shakedown.imaging.kernel.LinearMotionKernel;
import java.util.stream.Stream;

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
     * @throws IllegalArgumentException if the description makes no kernel, or the stored bytes are not one of the size
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
        if (spec instanceof KernelSpec.Adjusted adjusted) {
            return adjust(adjusted, of(adjusted.kernel(), stored));
        }
        return read((KernelSpec.File) spec, stored);
    }

    /** The uploaded kernels that a blur takes part of its description from. */
    public static Stream<KernelSpec.File> uploads(BlurModel model) {
        if (model instanceof KernelGrid grid) {
            return grid.kernels().stream().flatMap(KernelSynthesis::uploads);
        }
        if (model instanceof KernelSpec.Adjusted adjusted) {
            return uploads(adjusted.kernel());
        }
        return model instanceof KernelSpec.File file ? Stream.of(file) : Stream.empty();
    }

    private static BlurKernel adjust(KernelSpec.Adjusted spec, BlurKernel kernel) {
        BlurKernel centred = spec.recentre() ? KernelCentring.centre(kernel) : kernel;
        Integer scaleTo = spec.scaleTo();
        if (scaleTo != null) {
            return KernelScaling.scale(centred, scaleTo);
        }
        if (centred.size() > kernel.size()) {
            throw new IllegalArgumentException(
                    "recentre: true: would cut off light of a kernel of side %d: must be false, or go with a scaleTo, or"
                                    .formatted(kernel.size())
                            + " the kernel must have zeros around it up to side %d".formatted(centred.size()));
        }
        return centred;
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
