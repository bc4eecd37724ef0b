package dev.shakedown.jobapi.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.network.NetworkRef;
import java.util.List;
import java.util.Locale;

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
        return AttackOptions.add(content, attack);
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
}
