package dev.shakedown.attackworker.metric;

import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.imaging.image.JpegCopy;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that a campaign may ask for besides those of every job.
 *
 * <p>Those of luma are of Y = (65.481 R + 128.553 G + 24.966 B + 16) / 255 with R, G, B clamped to [0,1] (ITU-R BT.601,
 * Y in [16, 235] of 255), peak and data range 1. Many papers on restoration report them.
 *
 * <p>Those of a JPEG copy say what a perturbation still does when the image that it was added to is saved as a JPEG
 * ({@link JpegCopy}): N(JPEG(y)) and N(JPEG(y + delta)), against the same references.
 */
public final class FurtherMetrics {

    private static final double[] LUMA = {65.481 / 255, 128.553 / 255, 24.966 / 255};
    private static final double BLACK = 16.0 / 255;

    private final Images images;
    private final UnaryOperator<PlanarImage> network;
    private final UnaryOperator<PlanarImage> attackedNetwork;
    private final List<FurtherMetric> metrics = new ArrayList<>();

    /**
     * What is compared; all of one size.
     *
     * @param blurred y
     * @param perturbed y + delta
     * @param clean N(y)
     * @param attacked N(y + delta)
     * @param sharp x, where it is known
     * @param target xTarget, if there is one
     */
    public record Images(
            PlanarImage blurred,
            PlanarImage perturbed,
            PlanarImage clean,
            PlanarImage attacked,
            @Nullable PlanarImage sharp,
            @Nullable PlanarImage target) {}

    private FurtherMetrics(
            Images images, UnaryOperator<PlanarImage> network, UnaryOperator<PlanarImage> attackedNetwork) {
        this.images = images;
        this.network = network;
        this.attackedNetwork = attackedNetwork;
    }

    /**
     * The numbers, those of a request after those of the one before it.
     *
     * @param requests as {@link FurtherMetric#REQUESTS} has them
     * @param network N, for one image
     * @param attackedNetwork the same for the perturbed image: told another kernel where that is perturbed
     */
    public static List<FurtherMetric> of(
            List<String> requests,
            Images images,
            UnaryOperator<PlanarImage> network,
            UnaryOperator<PlanarImage> attackedNetwork) {
        FurtherMetrics further = new FurtherMetrics(images, network, attackedNetwork);
        for (String request : requests) {
            switch (request) {
                case FurtherMetric.PSNR_Y -> further.ofLuma(request, ImageQuality::psnr);
                case FurtherMetric.SSIM_Y -> further.ofLuma(request, ImageQuality::ssim);
                default -> further.ofJpegCopies(request);
            }
        }
        return List.copyOf(further.metrics);
    }

    private void ofLuma(String metric, ToDoubleFunction<ImageQuality> number) {
        PlanarImage sharp = images.sharp() == null ? null : luma(images.sharp());
        PlanarImage target = images.target() == null ? null : luma(images.target());
        List<Compared> all = new ArrayList<>();
        compare("blurred", luma(images.blurred()), "sharp", sharp, all);
        compareOutputs(luma(images.clean()), luma(images.attacked()), sharp, target, all);
        put(metric, number, all);
    }

    private void ofJpegCopies(String request) {
        int quality = Integer.parseInt(request.substring(FurtherMetric.JPEG.length()));
        PlanarImage clean = network.apply(JpegCopy.of(images.blurred(), quality));
        PlanarImage attacked = attackedNetwork.apply(JpegCopy.of(images.perturbed(), quality));
        List<Compared> all = new ArrayList<>();
        compareOutputs(clean, attacked, images.sharp(), images.target(), all);
        put(request + "-psnr", ImageQuality::psnr, all);
        put(request + "-ssim", ImageQuality::ssim, all);
        put(request + "-ncc", ImageQuality::ncc, all);
    }

    /** Two images by what they are called, and how like they are. */
    private record Compared(String image, String reference, ImageQuality quality) {}

    private static void compareOutputs(
            PlanarImage clean,
            PlanarImage attacked,
            @Nullable PlanarImage sharp,
            @Nullable PlanarImage target,
            List<Compared> all) {
        compare("clean", clean, "sharp", sharp, all);
        compare("attacked", attacked, "sharp", sharp, all);
        compare("clean", clean, "target", target, all);
        compare("attacked", attacked, "target", target, all);
        compare("attacked", attacked, "clean", clean, all);
    }

    private static void compare(
            String image, PlanarImage pixels, String reference, @Nullable PlanarImage right, List<Compared> all) {
        if (right != null) {
            all.add(new Compared(image, reference, ImageComparison.compare(pixels, right)));
        }
    }

    private void put(String metric, ToDoubleFunction<ImageQuality> number, List<Compared> all) {
        for (Compared compared : all) {
            metrics.add(new FurtherMetric(
                    metric, compared.image(), compared.reference(), number.applyAsDouble(compared.quality())));
        }
    }

    /** An image whose three channels are all Y of this one, so that means over channels are those of Y. */
    static PlanarImage luma(PlanarImage image) {
        float[] values = image.values();
        int count = values.length / PlanarImage.CHANNELS;
        float[] luma = new float[values.length];
        for (int i = 0; i < count; i++) {
            double sum = BLACK;
            for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                sum += LUMA[channel] * Math.min(1, Math.max(0, values[channel * count + i]));
            }
            luma[i] = (float) sum;
        }
        System.arraycopy(luma, 0, luma, count, count);
        System.arraycopy(luma, 0, luma, 2 * count, count);
        return PlanarImage.of(image.height(), image.width(), luma);
    }
}
