package dev.shakedown.contract.network;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.KernelSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blurs and the noise that a network was trained to remove. What it does to others says little about it.
 *
 * @param kernels types of kernels, such as {@code camera-shake}; empty for all, blurs that vary over the image included
 * @param longest most pixels that a kernel spans, the length of a straight motion; null where that is not known
 * @param noise greatest standard deviation of the noise, on the scale of [0,1]; null where that is not known
 */
public record TrainedBlurs(
        List<String> kernels,
        @Nullable Integer longest,
        @Nullable Double noise) {

    @SuppressWarnings("ConstantValue") // Jackson passes null for what a card leaves out.
    public TrainedBlurs {
        kernels = kernels == null ? List.of() : List.copyOf(kernels);
    }

    /** What of a blur lies outside of these, such as "27 pixels: trained for at most 13"; empty where nothing does. */
    public Optional<String> outside(BlurSpec blur) {
        List<String> reasons = new ArrayList<>();
        KernelSpec kernel = blur.kernel();
        if (kernel != null) {
            outside(kernel, reasons);
        } else if (!kernels.isEmpty()) {
            reasons.add("a blur that varies over the image: trained for one " + types() + " everywhere");
        }
        if (noise != null && blur.noise().sigma() > noise) {
            reasons.add("noise of %s: trained for %s"
                    .formatted(plain(blur.noise().sigma()), noise == 0 ? "none" : "at most " + plain(noise)));
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
    }

    private void outside(KernelSpec kernel, List<String> reasons) {
        KernelSpec shape = kernel.shape();
        // The shape in a file may be any.
        if (!kernels.isEmpty() && !(shape instanceof KernelSpec.File) && !kernels.contains(shape.typeName())) {
            reasons.add(shape.typeName() + ": trained for " + types());
        }
        int span = kernel instanceof KernelSpec.LinearMotion motion ? (int) Math.ceil(motion.length()) : kernel.size();
        if (longest != null && span > longest) {
            reasons.add("kernel of %d pixels: trained for at most %d".formatted(span, longest));
        }
    }

    private String types() {
        return String.join(" or ", kernels);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
