package dev.shakedown.cli.table;

import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.job.AttackRequest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a job is, in words.
 *
 * @param image the image's name
 * @param kernel the blur kernel, or what blurs instead of one; {@code -} if none is known
 * @param noise standard deviation of the noise in percent of the full range, such as {@code 1 %}; empty if there is
 *     none
 * @param network the network's id
 * @param attack what the campaign calls the attack
 * @param budget epsilon in 255ths; 0 where the kernel alone is perturbed
 */
public record JobLabel(String image, String kernel, String noise, String network, String attack, String budget) {

    /** File systems take 255 bytes; an ordinal goes before it. */
    private static final int LONGEST_FOLDER = 200;

    /** How many of a grid's kernels are named. */
    private static final int KERNELS_NAMED = 2;

    public static JobLabel of(AttackRequest request) {
        return new JobLabel(
                request.source().name(),
                blur(request).map(JobLabel::words).orElse("-"),
                noise(request),
                request.network().id(),
                request.attack().name(),
                number(request.imageBudget()));
    }

    /** A name for the job's folder, at most 200 bytes long; unique only together with the job's ordinal. */
    public String folder() {
        String name = String.join("-", image, kernel, network, attack, "eps", budget)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}._-]+", "-");
        int[] characters = name.codePoints().toArray();
        int length = characters.length;
        while (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_FOLDER) {
            length--;
            name = new String(characters, 0, length);
        }
        return name;
    }

    /** A number as people write it: no trailing zeros, no exponent. */
    public static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static Optional<BlurModel> blur(AttackRequest request) {
        if (request.blur() != null) {
            return Optional.of(request.blur().model());
        }
        return request.source() instanceof ImageSource.Blurred blurred
                ? Optional.ofNullable(blurred.kernel())
                : Optional.empty();
    }

    /** Three digits of it. */
    private static String noise(AttackRequest request) {
        double sigma = request.blur() == null ? 0 : request.blur().noise().sigma();
        BigDecimal percent = new BigDecimal(sigma * 100).round(new MathContext(3));
        return sigma > 0 ? number(percent.doubleValue()) + " %" : "";
    }

    private static String words(BlurModel model) {
        if (model instanceof KernelGrid grid) {
            return words(grid);
        }
        return model instanceof CameraPath path ? words(path) : words((KernelSpec) model);
    }

    /** The grid's first kernels, and how many more differ from them. */
    private static String words(KernelGrid grid) {
        List<String> different =
                grid.kernels().stream().map(JobLabel::words).distinct().toList();
        String named = String.join(", ", different.subList(0, Math.min(KERNELS_NAMED, different.size())));
        int more = different.size() - KERNELS_NAMED;
        return "grid %dx%d of %s%s"
                .formatted(grid.rows(), grid.columns(), named, more > 0 ? ", %d more".formatted(more) : "");
    }

    private static String words(CameraPath path) {
        StringBuilder words = new StringBuilder("camera-path");
        append(words, "shift", path.maxShift());
        append(words, "rotation", path.maxRotation());
        append(words, "tilt", path.maxTilt());
        return words.append(" seed ").append(path.seed()).toString();
    }

    private static void append(StringBuilder words, String what, double limit) {
        if (limit > 0) {
            words.append(' ').append(what).append(' ').append(number(limit));
        }
    }

    private static String words(KernelSpec kernel) {
        if (kernel instanceof KernelSpec.Adjusted adjusted) {
            return words(adjusted.kernel())
                    + (adjusted.recentre() ? " recentred" : "")
                    + (adjusted.scaleTo() == null ? "" : " scaled to " + adjusted.scaleTo());
        } else if (kernel instanceof KernelSpec.CameraShake shake) {
            return "camera-shake %d seed %d".formatted(shake.size(), shake.seed());
        } else if (kernel instanceof KernelSpec.Gaussian gaussian) {
            return "gaussian %d sigma %s".formatted(gaussian.size(), number(gaussian.sigma()));
        } else if (kernel instanceof KernelSpec.Disk disk) {
            return "disk %d radius %s".formatted(disk.size(), number(disk.radius()));
        } else if (kernel instanceof KernelSpec.LinearMotion motion) {
            return String.format(
                    Locale.ROOT,
                    "linear-motion %d length %s angle %s",
                    motion.size(),
                    number(motion.length()),
                    number(motion.angle()));
        }
        KernelSpec.File file = (KernelSpec.File) kernel;
        return "%s %d".formatted(file.name(), file.size());
    }
}
