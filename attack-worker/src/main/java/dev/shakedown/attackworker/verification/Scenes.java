package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images that a perturbation is put on: the job's own with y and b as they are stored, and a universal
 * perturbation's companions, whose y is stored nowhere and is made anew. What does not hold or is missing on the way is
 * in the ledger.
 */
final class Scenes {

    private static final String OWN = "";

    private final AttackRequest request;
    private final Evidence evidence;
    private final Ledger ledger;
    private final Ledger.Page page;
    private final Map<String, Scene> scenes = new LinkedHashMap<>();

    Scenes(AttackRequest request, Evidence evidence, PlanarImage y, Ledger ledger) {
        this.request = request;
        this.evidence = evidence;
        this.ledger = ledger;
        this.page = ledger.page("");
        add(OWN, () -> own(y));
        if (scenes.containsKey(OWN)) {
            PlanarImage weights = scenes.get(OWN).weights();
            for (ImageSource companion : request.companions()) {
                add(companion.name(), () -> companion(companion, y, weights));
            }
        }
    }

    /** The job's own image if no name is given; empty if what it consists of is not there. */
    Optional<Scene> of(@Nullable String companion) {
        return Optional.ofNullable(scenes.get(companion == null ? OWN : companion));
    }

    /** All of them; the job's own has an empty name. */
    Map<String, Scene> all() {
        return scenes;
    }

    /** Makes a scene of bytes that may be missing. */
    private interface Making {
        Scene make() throws MissingEvidenceException;
    }

    private void add(String name, Making making) {
        String what = name.equals(OWN) ? "y" : "companion " + name;
        try {
            scenes.put(name, making.make());
        } catch (MissingEvidenceException e) {
            page.unverified(what + ": no good " + e.getMessage() + " is stored");
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            page.holds(false, what, "stored", "what was asked for cannot be made: " + e.getMessage(), "");
        }
    }

    private Scene own(PlanarImage y) throws MissingEvidenceException {
        Exposure exposure = Exposure.of(request.source(), request.blur(), evidence);
        if (BlurCheck.blurred(y, exposure, page)) {
            ledger.blurredBitForBit();
        }
        BlurKernel kernel = exposure.kernel();
        if (kernel != null) {
            DoubleArray stored = evidence.kernel();
            BlurCheck.kernel(stored, kernel, page);
            kernel = BlurKernel.of(stored.shape().side(0), stored.toDoubles());
        }
        Mask mask = request.attack().distance().mask();
        return scene(y, kernel, exposure, mask == null ? null : exposure.weights(mask, evidence));
    }

    private Scene companion(ImageSource source, PlanarImage own, @Nullable PlanarImage weights)
            throws MissingEvidenceException {
        Exposure exposure = Exposure.of(source, request.blur(), evidence);
        return scene(requireSize(exposure.blurred(), own), exposure.kernel(), exposure, weights);
    }

    private Scene scene(PlanarImage y, @Nullable BlurKernel kernel, Exposure exposure, @Nullable PlanarImage weights)
            throws MissingEvidenceException {
        PlanarImage sharp = exposure.sharp();
        PlanarImage target = exposure.target(request.attack().objective(), evidence);
        return new Scene(
                y,
                kernel,
                sharp == null ? null : requireSize(sharp, y),
                target == null ? null : requireSize(target, y),
                weights == null ? null : requireSize(weights, y));
    }

    private static PlanarImage requireSize(PlanarImage image, PlanarImage y) {
        if (!image.sameSizeAs(y)) {
            throw new IllegalArgumentException(image + ": must be of the size of " + y);
        }
        return image;
    }
}
