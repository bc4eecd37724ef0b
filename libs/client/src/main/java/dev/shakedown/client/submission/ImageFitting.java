package dev.shakedown.client.submission;

import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.imaging.image.PhotographRecipe;
import dev.shakedown.imaging.image.PhotographRecipe.Exact;
import dev.shakedown.imaging.image.PhotographRecipe.Fit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes targets and masks fit the images under attack, whose sizes are known once they were uploaded. */
final class ImageFitting {

    private static final int SHOWN = 4;

    private final PreparedCampaign prepared;
    private final Function<FileReference, Optional<ImageRef>> uploaded;

    /**
     * For one campaign.
     *
     * @param uploaded what was uploaded for a file; empty if it was not, or not yet
     */
    ImageFitting(PreparedCampaign prepared, Function<FileReference, Optional<ImageRef>> uploaded) {
        this.prepared = prepared;
        this.uploaded = uploaded;
    }

    /** What is done to a photograph; one that fits itself to the images gets their size. */
    PhotographRecipe recipe(FileReference.Image image) {
        Fit fit = image.fit();
        if (fit == null || fit == Fit.SKIP) {
            return image.recipe();
        }
        Map<String, ImageEntry> sizes = sizes();
        if (sizes.size() != 1) {
            return image.recipe();
        }
        ImageRef size = size(sizes.values().iterator().next()).orElseThrow();
        return new PhotographRecipe(
                image.recipe().crop(),
                new Exact(size.width(), size.height(), fit),
                image.recipe().background());
    }

    /** Whether every image was refused or skipped, which has lines of its own. */
    boolean isHopeless() {
        return sizes().isEmpty()
                && prepared.images().stream().anyMatch(image -> !image.files().isEmpty());
    }

    /** Why a target or mask cannot get the size of the images; empty if it can. */
    Optional<String> problem(FileReference.Image image) {
        Map<String, ImageEntry> sizes = sizes();
        if (sizes.size() == 1 || isHopeless()) {
            return Optional.empty();
        }
        String found = sizes.isEmpty()
                ? "the size of no image is known"
                : "the images have %d sizes: %s"
                        .formatted(
                                sizes.size(),
                                sizes.entrySet().stream()
                                        .limit(SHOWN)
                                        .map(size -> size.getKey() + " ("
                                                + size.getValue().shown() + ")")
                                        .collect(Collectors.joining(", ")));
        return Optional.of("%s.fit: %s: %s; must be one: give the images resize: %s, or this one fit: skip"
                .formatted(
                        image.place(),
                        String.valueOf(image.fit()).toLowerCase(Locale.ROOT),
                        found,
                        sizes.isEmpty() ? "640x480" : sizes.keySet().iterator().next()));
    }

    /**
     * Images to leave out, each with a line: those of another shape than they are resized to, and those of another size
     * than a target or mask with {@code fit: skip}.
     *
     * @param skipped why a file was not uploaded; empty if it was
     */
    Map<ImageEntry, String> misfits(Function<FileReference, Optional<String>> skipped) {
        Map<ImageEntry, String> misfits = new LinkedHashMap<>();
        for (ImageEntry image : prepared.images()) {
            image.files().stream()
                    .filter(FileReference.Image.class::isInstance)
                    .flatMap(file -> skipped.apply(file).map(file::line).stream())
                    .findFirst()
                    .or(() -> smallerOrLarger(image))
                    .ifPresent(line -> misfits.put(image, line));
        }
        return misfits;
    }

    private Optional<String> smallerOrLarger(ImageEntry image) {
        Optional<ImageRef> size = size(image);
        if (size.isEmpty()) {
            return Optional.empty();
        }
        return fitted().stream()
                .filter(target -> target.fit() == Fit.SKIP)
                .flatMap(target -> uploaded
                        .apply(target)
                        .filter(wanted -> !text(wanted).equals(text(size.get())))
                        .map(wanted -> "%s: %s: is %s, but %s is %s (fit: skip)"
                                .formatted(
                                        image.field(), image.shown(), text(size.get()), target.place(), text(wanted)))
                        .stream())
                .findFirst();
    }

    private List<FileReference.Image> fitted() {
        return prepared.references().stream()
                .filter(FileReference.Image.class::isInstance)
                .map(FileReference.Image.class::cast)
                .filter(image -> image.fit() != null)
                .toList();
    }

    /** The sizes of images that were uploaded, each with the first image that has it. */
    private Map<String, ImageEntry> sizes() {
        Map<String, ImageEntry> sizes = new LinkedHashMap<>();
        for (ImageEntry image : prepared.images()) {
            size(image).ifPresent(size -> sizes.putIfAbsent(text(size), image));
        }
        return sizes;
    }

    private Optional<ImageRef> size(ImageEntry image) {
        return image.files().stream()
                .filter(FileReference.Image.class::isInstance)
                .findFirst()
                .flatMap(uploaded);
    }

    private static String text(ImageRef size) {
        return size.width() + "x" + size.height();
    }
}
