package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.jobapi.expansion.CampaignExpansion.StepShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How long a campaign takes, from the steps of earlier jobs. A size on which a network was not attacked is predicted
 * from the nearest one, by the number of pixels. A network that was never attacked is predicted from the
 * multiply-accumulates on its card, at the median speed of the networks that were.
 */
final class StepEstimate {

    /** Cards give multiply-accumulates for a picture of 256x256. */
    private static final double PIXELS_OF_CARD = 256 * 256;

    private final Map<String, Known> networks;
    private final OptionalDouble secondsPerGmac;

    /**
     * What is known of a network.
     *
     * @param times medians over earlier jobs, by size of image
     * @param gmac 1e9 multiply-accumulates for a picture of 256x256; null where its card does not say
     */
    record Known(List<StepTime> times, @Nullable Double gmac) {}

    private record Prediction(double secondsPerStep, String from) {}

    /** From these networks, by SHA-256: those of a campaign and any others. */
    StepEstimate(Map<String, Known> networks) {
        this.networks = Map.copyOf(networks);
        double[] speeds = networks.values().stream()
                .flatMapToDouble(StepEstimate::speeds)
                .sorted()
                .toArray();
        this.secondsPerGmac =
                speeds.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(speeds[speeds.length / 2]);
    }

    /** Seconds for 1e9 multiply-accumulates, by size of image; none where the card does not say. */
    private static DoubleStream speeds(Known known) {
        Double ofCard = known.gmac();
        if (ofCard == null || ofCard <= 0) {
            return DoubleStream.empty();
        }
        double gmac = ofCard;
        return known.times().stream()
                .mapToDouble(time -> time.secondsPerStep() / gmac(gmac, time.width(), time.height()));
    }

    /** Of a campaign with these parts. */
    DryRun.Estimate of(List<StepShare> shares) {
        List<DryRun.Basis> basis = new ArrayList<>();
        double measured = 0;
        double predicted = 0;
        for (StepShare share : shares) {
            DryRun.Basis one = basis(share);
            basis.add(one);
            measured += one.secondsPerStep() == null ? 0 : one.secondsPerStep() * share.imageSteps();
            predicted += one.bestSecondsPerStep() == null ? 0 : one.bestSecondsPerStep() * share.imageSteps();
        }
        return new DryRun.Estimate(
                basis.stream().allMatch(one -> one.secondsPerStep() == null) ? null : (Double) measured,
                basis.stream().allMatch(one -> one.secondsPerStep() != null),
                basis.stream().allMatch(one -> one.bestSecondsPerStep() == null) ? null : (Double) predicted,
                basis);
    }

    /** Whether nothing is known of one of these parts without the speed of other networks. */
    static boolean needsOthers(List<StepShare> shares, Map<String, Known> networks) {
        return shares.stream()
                .map(share -> networks.get(share.network().sha256()))
                .anyMatch(known -> known == null || known.times().isEmpty());
    }

    private DryRun.Basis basis(StepShare share) {
        Known known = networks.getOrDefault(share.network().sha256(), new Known(List.of(), null));
        Optional<StepTime> time = known.times().stream()
                .filter(one -> one.width() == share.width() && one.height() == share.height())
                .findFirst();
        Optional<Prediction> prediction = time.isPresent() ? Optional.empty() : prediction(share, known);
        return new DryRun.Basis(
                share.network().id(),
                share.width(),
                share.height(),
                share.jobs(),
                time.map(StepTime::secondsPerStep).orElse(null),
                time.map(StepTime::jobs).orElse(0L),
                time.isPresent()
                        ? null
                        : known.times().isEmpty()
                                ? "no job of this network has ended yet"
                                : "no job of this network on images of this size has ended yet",
                prediction.map(Prediction::secondsPerStep).orElse(null),
                prediction.map(Prediction::from).orElse(null));
    }

    private Optional<Prediction> prediction(StepShare share, Known known) {
        double pixels = pixels(share.width(), share.height());
        Optional<Prediction> fromSize = known.times().stream()
                .min(Comparator.comparingDouble(
                        time -> Math.abs(Math.log(pixels(time.width(), time.height()) / pixels))))
                .map(time -> new Prediction(
                        time.secondsPerStep() * pixels / pixels(time.width(), time.height()),
                        "its steps on %dx%d".formatted(time.width(), time.height())));
        Double ofCard = known.gmac();
        if (fromSize.isPresent() || ofCard == null || ofCard <= 0 || secondsPerGmac.isEmpty()) {
            return fromSize;
        }
        return Optional.of(new Prediction(
                secondsPerGmac.getAsDouble() * gmac(ofCard, share.width(), share.height()),
                "the GMAC on its card and the speed of other networks"));
    }

    private static double gmac(double ofCard, int width, int height) {
        return ofCard * pixels(width, height) / PIXELS_OF_CARD;
    }

    private static double pixels(int width, int height) {
        return (double) width * height;
    }
}
