package dev.shakedown.jobapi.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.contract.network.NetworkRef;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts of what determines a job's result, and nothing else: no names of images, kernels, targets or networks, no
 * campaign, no ordinal, no time. Written out field by field on purpose: a new label in the contract must not rename
 * every job.
 */
public final class JobIdentityContent {

    /** Version of this selection of fields; part of every job's id. */
    static final int SCHEMA = 1;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JobIdentityContent() {}

    /** Of the judges: their files, in their order; nothing if the only judge is the network under attack. */
    public static ArrayNode judges(NetworkRef network, List<NetworkRef> judges) {
        ArrayNode content = JSON.arrayNode();
        if (!judges.equals(List.of(network))) {
            judges.forEach(judge -> content.add(judge.sha256()));
        }
        return content;
    }

    /** Of an image: its pixels, and whether they are blurred. */
    public static JsonNode of(ImageSource source) {
        if (source instanceof ImageSource.Sharp photograph) {
            return JSON.objectNode()
                    .put("type", "sharp")
                    .put("sharp", photograph.sharp().sha256());
        }
        ImageSource.Blurred image = (ImageSource.Blurred) source;
        KernelSpec kernel = image.kernel();
        return JSON.objectNode()
                .put("type", "blurred")
                .put("blurred", image.blurred().sha256())
                .put("sharp", image.sharp() == null ? null : image.sharp().sha256())
                .set("kernel", kernel == null ? NullNode.getInstance() : of(kernel));
    }

    /** Of a blur: all but the names of kernels. */
    public static JsonNode of(BlurSpec blur) {
        ObjectNode content = JSON.objectNode()
                .put("boundary", word(blur.boundary()))
                .put("noiseSigma", blur.noise().sigma())
                .put("noiseSeed", blur.noise().seed())
                .put("clampBlurred", blur.clampBlurred())
                .put("roundTo8Bit", blur.roundTo8Bit());
        if (blur.model() instanceof KernelGrid grid) {
            return content.set("grid", of(grid));
        }
        if (blur.model() instanceof CameraPath path) {
            return content.set("cameraPath", of(path));
        }
        return content.set("kernel", of((KernelSpec) blur.model()));
    }

    /** Of an attack: all but the names of target, edit and mask. */
    public static JsonNode of(AttackSpec attack) {
        String target = attack.objective() instanceof Objective.Targeted targeted
                ? targeted.target().sha256()
                : null;
        ObjectNode content = JSON.objectNode()
                .put("target", target)
                .put("steps", attack.steps())
                .put("stepSize", attack.stepSize())
                .put("clip", attack.clip())
                .put("iterate", word(attack.iterate()));
        return addOptions(content, attack);
    }

    private static JsonNode of(KernelGrid grid) {
        ArrayNode kernels = JSON.arrayNode();
        grid.kernels().forEach(kernel -> kernels.add(of(kernel)));
        return JSON.objectNode()
                .put("rows", grid.rows())
                .put("columns", grid.columns())
                .set("kernels", kernels);
    }

    private static JsonNode of(CameraPath path) {
        return JSON.objectNode()
                .put("maxShift", path.maxShift())
                .put("maxRotation", path.maxRotation())
                .put("maxTilt", path.maxTilt())
                .put("focalLength", path.focalLength())
                .put("frames", path.frames())
                .put("seed", path.seed());
    }

    static JsonNode of(KernelSpec kernel) {
        ObjectNode content = JSON.objectNode().put("size", kernel.size());
        if (kernel instanceof KernelSpec.CameraShake shake) {
            return content.put("type", "camera-shake").put("seed", shake.seed());
        }
        if (kernel instanceof KernelSpec.Gaussian gaussian) {
            return content.put("type", "gaussian").put("sigma", gaussian.sigma());
        }
        if (kernel instanceof KernelSpec.Disk disk) {
            return content.put("type", "disk").put("radius", disk.radius());
        }
        if (kernel instanceof KernelSpec.LinearMotion motion) {
            return content.put("type", "linear-motion")
                    .put("length", motion.length())
                    .put("angle", motion.angle());
        }
        if (kernel instanceof KernelSpec.Adjusted adjusted) {
            return content.put("type", "adjusted")
                    .put("scaleTo", adjusted.scaleTo())
                    .put("recentre", adjusted.recentre())
                    .set("kernel", of(adjusted.kernel()));
        }
        return content.put("type", "file").put("sha256", ((KernelSpec.File) kernel).sha256());
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Only those options that are not as in the paper. */
    private static ObjectNode addOptions(ObjectNode content, AttackSpec attack) {
        if (attack.budgetParts() != null) {
            content.put("budgetParts", attack.budgetParts());
        }
        addObjective(content, attack.objective());
        if (attack.distance().measure() != Distance.Measure.L2) {
            content.put("measure", word(attack.distance().measure()));
        }
        addMask(content, attack.distance().mask());
        if (attack.distance().weighting() != null) {
            content.put("weighting", word(attack.distance().weighting()));
        }
        if (attack.distance().clampsOutput()) {
            content.put("clampOutput", true);
        }
        if (attack.norm() != Norm.LINF) {
            content.put("norm", word(attack.norm()));
        }
        if (attack.start() != Start.UNIFORM) {
            content.put("start", word(attack.start()));
        }
        if (attack.update() != Update.ADAM) {
            content.put("update", word(attack.update()));
        }
        if (attack.restarts() != 1) {
            content.put("restarts", attack.restarts());
        }
        Plateau plateau = attack.plateau();
        if (plateau != null) {
            content.putObject("plateau").put("steps", plateau.steps()).put("improvement", plateau.improvement());
        }
        addExpectation(content, attack.expectation());
        if (attack.universal()) {
            content.put("universal", true);
        }
        if (attack.onlyGrey()) {
            content.put("grey", true);
        }
        if (attack.onlyZeroMean()) {
            content.put("zeroMean", true);
        }
        if (attack.perturb() != null) {
            content.put("perturb", word(attack.perturb()))
                    .put("kernelNorm", attack.kernelNorm() == null ? null : word(attack.kernelNorm()))
                    .put("kernelBudget", attack.kernelBudget());
        }
        if (!attack.evaluateAt().isEmpty()) {
            ArrayNode steps = content.putArray("evaluateAt");
            attack.evaluateAt().forEach(steps::add);
        }
        if (attack.traceEvery() != AttackSpec.TRACE_EVERY) {
            content.put("traceEvery", attack.traceEvery());
        }
        return content;
    }

    private static void addObjective(ObjectNode content, Objective objective) {
        if (objective instanceof Objective.GroundTruth) {
            content.put("objective", "ground-truth");
        }
        if (objective instanceof Objective.MinimumBudget smallest) {
            content.put("objective", "minimum-budget")
                    .put("loss", smallest.loss())
                    .put("tolerance", smallest.tolerance());
        }
        if (objective instanceof Objective.Localised edit) {
            content.put("objective", "localised");
            addRectangle(content, edit.rectangle());
            if (edit.patch() instanceof Patch.Picture picture) {
                content.put("patch", picture.image().sha256());
            } else if (edit.patch() instanceof Patch.Text text) {
                content.putObject("patch")
                        .put("text", text.text())
                        .put("colour", text.colour())
                        .put("background", text.background());
            }
        }
    }

    private static void addMask(ObjectNode content, @Nullable Mask mask) {
        if (mask instanceof Mask.Region region) {
            ObjectNode written = content.putObject("mask").put("inside", region.inside());
            addRectangle(written.put("outside", region.outside()), region.rectangle());
        } else if (mask instanceof Mask.Picture picture) {
            content.put("mask", picture.image().sha256());
        }
    }

    private static void addRectangle(ObjectNode content, Rectangle rectangle) {
        content.putObject("rectangle")
                .put("left", rectangle.left())
                .put("top", rectangle.top())
                .put("width", rectangle.width())
                .put("height", rectangle.height());
    }

    private static void addExpectation(ObjectNode content, @Nullable Expectation expectation) {
        if (expectation == null) {
            return;
        }
        ObjectNode written = content.putObject("expectation")
                .put("samples", expectation.samples())
                .put("noiseSigma", expectation.noiseSigma());
        ArrayNode kernels = written.putArray("kernels");
        expectation.kernels().forEach(kernel -> kernels.add(of(kernel)));
        if (!expectation.jpeg().isEmpty()) {
            ArrayNode qualities = written.putArray("jpeg");
            expectation.jpeg().forEach(qualities::add);
        }
    }
}
