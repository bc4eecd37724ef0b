package dev.shakedown.contract.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network's file says of itself (extra file {@code card.json} in the TorchScript archive).
 *
 * @param schema version of the card, {@value #SCHEMA}
 * @param name id of the network: {@code name} or {@code name@variant}
 * @param title one human-readable line
 * @param kind whether the network is given the blur kernel
 * @param valueRange lowest and highest input value, [0, 1] for every exported network
 * @param sizeMultiple what height and width must be a multiple of after the file's own padding; 1 if any size will do
 * @param padding how the file pads and crops, in words
 * @param minimumSize least height and width in pixels
 * @param fixedSize height and width of the tiles into which the file cuts images, where the network inside takes one
 *     size alone
 * @param options settings baked into the file, such as the number of unrolled steps
 * @param gradient where the network's input gradient comes from; {@code AUTOGRAD} where a card does not say
 * @param precision arithmetic inside the file, such as {@code fp32} or {@code bf16}
 * @param weightsSha256 SHA-256 of the weights, where there are any
 * @param origin where the network and its weights come from
 * @param licence SPDX identifier, or words where there is none
 * @param trainingData what it was trained on
 * @param parameters how many weights it has; null where a card does not say
 * @param cleanScore how well it restores without an attack, where that was measured
 * @param trainedFor the blurs and noise that it was trained to remove, where a card says so
 * @param gmac 1e9 multiply-accumulates for one picture of 256x256, those of convolutions and linear layers; null where
 *     a card does not say
 */
public record NetworkCard(
        int schema,
        String name,
        String title,
        Kind kind,
        List<Double> valueRange,
        int sizeMultiple,
        String padding,
        int minimumSize,
        @Nullable List<Integer> fixedSize,
        Map<String, Object> options,
        Gradient gradient,
        String precision,
        @Nullable String weightsSha256,
        String origin,
        String licence,
        String trainingData,
        @Nullable Long parameters,
        @Nullable CleanScore cleanScore,
        @Nullable TrainedBlurs trainedFor,
        @Nullable Double gmac) {

    /** The version that this code reads. */
    public static final int SCHEMA = 1;

    @SuppressWarnings("ConstantValue") // Jackson passes null for what a card leaves out.
    public NetworkCard {
        options = options == null ? Map.of() : options;
        gradient = gradient == null ? Gradient.AUTOGRAD : gradient;
    }

    /** Whether a network is given the blur kernel. */
    public enum Kind {
        /** N(y). */
        @JsonProperty("blind")
        BLIND,
        /** N(y, b). */
        @JsonProperty("non-blind")
        NON_BLIND
    }

    /** Where a network's input gradient comes from. */
    public enum Gradient {
        /** From libtorch, which records {@code forward} and goes back through it. */
        @JsonProperty("autograd")
        AUTOGRAD,
        /**
         * From the file's own method {@code vjp}, for networks whose recording would not fit into memory: {@code vjp(y,
         * b, g)}, or {@code vjp(y, g)} if blind, gives the gradient of sum(g * N) with respect to y.
         */
        @JsonProperty("vjp")
        VJP
    }

    /**
     * Restoration without an attack, as means over a stated set of images and kernels.
     *
     * @param blurredPsnr PSNR of the blurred input in dB
     * @param restoredPsnr PSNR of the output in dB
     * @param gain their difference in dB
     * @param conditions images, kernels and noise, and the command that measures it again
     */
    public record CleanScore(double blurredPsnr, double restoredPsnr, double gain, String conditions) {}
}
