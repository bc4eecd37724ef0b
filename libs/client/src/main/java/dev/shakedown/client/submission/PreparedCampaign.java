package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.http.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document whose local files were all found. A directory or glob among its images has become one entry a file. */
final class PreparedCampaign {

    private static final Pattern IMAGE = Pattern.compile("\\bimages\\[(\\d{1,7})]");

    /** Parts of an image that have nothing to do with its files. */
    private static final Pattern WORDS = Pattern.compile("\\.(name|dataSet)\\b.*");

    private final ObjectNode tree;
    private final List<ImageEntry> images;
    private final List<FileReference> others;
    private final boolean skipUnusable;
    private final List<String> warnings;
    private final List<String> leftOut;

    /**
     * A document with its files.
     *
     * @param tree the document
     * @param images its images, as they are submitted
     * @param others the files of everything else
     * @param skipUnusable whether to go on without images whose files cannot be used
     * @param leftOut what it goes on without, a line each
     */
    PreparedCampaign(
            ObjectNode tree,
            List<ImageEntry> images,
            List<FileReference> others,
            boolean skipUnusable,
            List<String> leftOut) {
        this.tree = tree;
        this.images = new ArrayList<>(images);
        this.others = List.copyOf(others);
        this.skipUnusable = skipUnusable;
        this.warnings = new ArrayList<>();
        this.leftOut = new ArrayList<>(leftOut);
    }

    List<ImageEntry> images() {
        return List.copyOf(images);
    }

    /** Every file that it names, those of images first. */
    List<FileReference> references() {
        return Stream.concat(images.stream().flatMap(image -> image.files().stream()), others.stream())
                .toList();
    }

    boolean skipsUnusable() {
        return skipUnusable;
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void warn(String line) {
        warnings.add(line);
    }

    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /**
     * Applies a check to every file, and leaves out images with unusable files if the document says so.
     *
     * @param flaw gives a line about a file that cannot be used
     * @throws InvalidDocument with all lines, if the campaign cannot go on without those files
     */
    void keepUsable(Function<FileReference, Optional<String>> flaw) {
        Map<ImageEntry, List<String>> unusable = new LinkedHashMap<>();
        for (ImageEntry image : images) {
            List<String> lines = flaws(image.files(), flaw);
            if (!lines.isEmpty()) {
                unusable.put(image, lines);
            }
        }
        List<String> ofImages =
                unusable.values().stream().flatMap(List::stream).distinct().toList();
        boolean goesOn = skipUnusable && unusable.size() < images.size();
        List<String> violations = new ArrayList<>(goesOn ? List.of() : ofImages);
        violations.addAll(flaws(others, flaw));
        if (!violations.isEmpty()) {
            throw new InvalidDocument(violations);
        }
        leaveOut(unusable::containsKey, ofImages);
    }

    private static List<String> flaws(List<FileReference> files, Function<FileReference, Optional<String>> flaw) {
        return files.stream().map(flaw).flatMap(Optional::stream).toList();
    }

    /**
     * Drops images that the document says to leave out.
     *
     * @throws InvalidDocument with the lines if none is left
     */
    void skip(Map<ImageEntry, String> reasons) {
        if (!reasons.isEmpty() && reasons.size() == images.size()) {
            throw new InvalidDocument(reasons.values().stream().distinct().toList());
        }
        leaveOut(reasons::containsKey, List.copyOf(reasons.values()));
    }

    void leaveOut(Predicate<ImageEntry> which, List<String> lines) {
        images.removeIf(which);
        leftOut.addAll(lines);
    }

    /** Drops an image that says what another says. */
    void dropDuplicate(ImageEntry image, ImageEntry same) {
        images.remove(image);
        warnings.add("%s.file: %s: has the content of %s, so it is left out"
                .formatted(image.field(), image.shown(), same.shown()));
    }

    ObjectNode document() {
        if (tree.get("images") instanceof ArrayNode) {
            ArrayNode submitted = tree.putArray("images");
            images.forEach(image -> submitted.add(image.node()));
        }
        return tree;
    }

    /**
     * A violation of this document in the terms of the document that the user wrote, with the file that it is about.
     */
    String asWritten(Violation violation) {
        Matcher field = IMAGE.matcher(violation.field());
        String written = violation.field();
        String file = "";
        if (field.lookingAt() && isKnown(field)) {
            ImageEntry image = image(field);
            String part = violation.field().substring(field.end());
            written = image.field() + part;
            FoundFile found = image.file(part);
            file = found == null ? "" : ": " + found.shown();
        } else {
            file = others.stream()
                    .filter(other -> violation.field().startsWith(other.place()))
                    .findFirst()
                    .map(other -> ": " + other.file().shown())
                    .orElse("");
        }
        return new Violation(written + file, violation.value(), withFiles(violation.expected())).line();
    }

    /** The images whose files a violation is about; empty if it is about something else, or about several. */
    Set<ImageEntry> unusable(Violation violation) {
        Matcher field = IMAGE.matcher(violation.field());
        boolean ofImage = field.lookingAt() && isKnown(field);
        if (ofImage && WORDS.matcher(violation.field().substring(field.end())).matches()) {
            return Set.of();
        }
        Set<ImageEntry> concerned = new HashSet<>();
        Matcher mention = IMAGE.matcher(ofImage ? violation.field() : violation.expected());
        while (mention.find() && isKnown(mention)) {
            concerned.add(image(mention));
        }
        concerned.removeIf(image -> image.files().isEmpty());
        return concerned.size() == 1 ? concerned : Set.of();
    }

    private String withFiles(String text) {
        return IMAGE.matcher(text)
                .replaceAll(mention -> Matcher.quoteReplacement(
                        isKnown(mention) ? image(mention).shown() : mention.group()));
    }

    private boolean isKnown(MatchResult mention) {
        return Integer.parseInt(mention.group(1)) < images.size();
    }

    private ImageEntry image(MatchResult mention) {
        return images.get(Integer.parseInt(mention.group(1)));
    }
}
