package dev.shakedown.resultstore.job;

import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the tables' columns say of a request: its message made flat. */
final class JobColumns {

    private JobColumns() {}

    static ImageRef image(AttackRequest request) {
        if (request.source() instanceof ImageSource.Sharp sharp) {
            return sharp.sharp();
        }
        return ((ImageSource.Blurred) request.source()).blurred();
    }

    static boolean arrivesBlurred(AttackRequest request) {
        return request.source() instanceof ImageSource.Blurred;
    }

    /** The one kernel, where one is known and blurs everywhere. */
    static @Nullable KernelSpec kernel(AttackRequest request) {
        if (request.blur() != null) {
            return request.blur().kernel();
        }
        return request.source() instanceof ImageSource.Blurred blurred ? blurred.kernel() : null;
    }

    /** Whether kernels vary over the image. */
    static String blurType(BlurModel model) {
        if (model instanceof KernelGrid) {
            return "grid";
        }
        return model instanceof CameraPath ? "camera-path" : "uniform";
    }

    /** The type of the kernel itself, whether or not it is adjusted. */
    static String kernelType(KernelSpec kernel) {
        if (kernel instanceof KernelSpec.Adjusted adjusted) {
            return kernelType(adjusted.kernel());
        }
        if (kernel instanceof KernelSpec.CameraShake) {
            return "camera-shake";
        } else if (kernel instanceof KernelSpec.Gaussian) {
            return "gaussian";
        } else if (kernel instanceof KernelSpec.Disk) {
            return "disk";
        } else if (kernel instanceof KernelSpec.LinearMotion) {
            return "linear-motion";
        }
        return "file";
    }

    static @Nullable String kernelName(@Nullable KernelSpec kernel) {
        if (kernel instanceof KernelSpec.Adjusted adjusted) {
            return kernelName(adjusted.kernel());
        }
        return kernel instanceof KernelSpec.File file ? file.name() : null;
    }

    static String objective(AttackRequest request) {
        Objective objective = request.attack().objective();
        if (objective instanceof Objective.Targeted) {
            return "targeted";
        } else if (objective instanceof Objective.Localised) {
            return "localised";
        }
        return objective instanceof Objective.GroundTruth ? "ground-truth" : "untargeted";
    }

    /** What people call the target, or the edit that makes it. */
    static @Nullable String targetName(AttackRequest request) {
        if (request.attack().objective() instanceof Objective.Localised edit) {
            return edit.name();
        }
        Objective.Targeted target = target(request);
        return target == null ? null : target.name();
    }

    static Objective.@Nullable Targeted target(AttackRequest request) {
        return request.attack().objective() instanceof Objective.Targeted targeted ? targeted : null;
    }

    static String boundary(Boundary boundary) {
        return boundary.name().toLowerCase(Locale.ROOT);
    }
}
