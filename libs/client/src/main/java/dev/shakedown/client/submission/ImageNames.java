package dev.shakedown.client.submission;

import dev.shakedown.contract.campaign.NameRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names images after their files, each with a name of its own. An image gets the shortest of these that no other has:
 * its path below the folder or the first wildcard without ending; with ending; its path without ending; with ending.
 */
final class ImageNames {

    private static final int FORMS = 4;

    private ImageNames() {}

    /** Names every image that the document does not name. */
    static void assign(List<ImageEntry> images) {
        Set<String> taken = new HashSet<>();
        List<ImageEntry> unnamed = new ArrayList<>();
        for (ImageEntry image : images) {
            if (image.isNamed()) {
                taken.add(NameRule.normalised(image.node().path("name").asText()));
            } else {
                unnamed.add(image);
            }
        }
        for (int form = 0; form < FORMS && !unnamed.isEmpty(); form++) {
            unnamed = assign(unnamed, form, taken);
        }
        for (ImageEntry image : unnamed) {
            int count = 2;
            while (!name(image, NameRule.LABEL.fit(name(image, FORMS - 1) + " (" + count + ")"), taken)) {
                count++;
            }
        }
    }

    /** Gives those that are still without a name. */
    private static List<ImageEntry> assign(List<ImageEntry> unnamed, int form, Set<String> taken) {
        Map<String, Integer> counts = new HashMap<>();
        unnamed.forEach(image -> counts.merge(name(image, form), 1, Integer::sum));
        List<ImageEntry> left = new ArrayList<>();
        for (ImageEntry image : unnamed) {
            String name = name(image, form);
            if (counts.getOrDefault(name, 0) > 1 || !name(image, name, taken)) {
                left.add(image);
            }
        }
        return left;
    }

    private static boolean name(ImageEntry image, String name, Set<String> taken) {
        boolean isFree = taken.add(name);
        if (isFree) {
            image.name(name);
        }
        return isFree;
    }

    private static String name(ImageEntry image, int form) {
        FoundFile file = image.files().get(0).file();
        String whole = file.shown().replaceFirst("^(\\.\\./)*/*", "");
        String text = switch (form) {
            case 0 -> FoundFile.withoutEnding(file.relative());
            case 1 -> file.relative();
            case 2 -> FoundFile.withoutEnding(whole);
            default -> whole;
        };
        return NameRule.LABEL.fit(text);
    }
}
