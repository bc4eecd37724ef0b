package dev.shakedown.cli.verification;

import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.job.AttackRequest;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The uploaded files that a job's results are recomputed from. */
final class Uploads {

    private final Set<String> hashes = new LinkedHashSet<>();

    private Uploads() {}

    /** Their SHA-256 hashes, each once. */
    static Set<String> of(AttackRequest request) {
        Uploads uploads = new Uploads();
        uploads.source(request.source());
        request.companions().forEach(uploads::source);
        BlurSpec blur = request.blur();
        if (blur != null) {
            uploads.kernels(blur.model());
        }
        uploads.objective(request.attack().objective());
        if (request.attack().distance().mask() instanceof Mask.Picture mask) {
            uploads.image(mask.image());
        }
        return uploads.hashes;
    }

    private void source(ImageSource source) {
        if (source instanceof ImageSource.Blurred arrived) {
            image(arrived.blurred());
            image(arrived.sharp());
            KernelSpec kernel = arrived.kernel();
            if (kernel != null) {
                kernels(kernel);
            }
        } else {
            image(((ImageSource.Sharp) source).sharp());
        }
    }

    private void objective(Objective objective) {
        if (objective instanceof Objective.Targeted targeted) {
            image(targeted.target());
        } else if (objective instanceof Objective.Localised edit && edit.patch() instanceof Patch.Picture patch) {
            image(patch.image());
        }
    }

    private void kernels(BlurModel model) {
        if (model instanceof KernelGrid grid) {
            grid.kernels().forEach(this::kernels);
        } else if (model instanceof KernelSpec.Adjusted adjusted) {
            kernels(adjusted.kernel());
        } else if (model instanceof KernelSpec.File file) {
            hashes.add(file.sha256());
        }
    }

    private void image(@Nullable ImageRef image) {
        if (image != null) {
            hashes.add(image.sha256());
        }
    }
}
