package dev.shakedown.jobs.document;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what somebody meant to write. */
public final class Spelling {

    private static final int LONGEST_WORD = 100;

    private Spelling() {}

    /** "; did you mean X?" for the nearest of the known words, or nothing if none is near. */
    public static String didYouMean(String written, Collection<String> known) {
        return nearest(written, known)
                .map(word -> "; did you mean %s?".formatted(word))
                .orElse("");
    }

    private static Optional<String> nearest(String written, Collection<String> known) {
        if (written.length() > LONGEST_WORD) {
            return Optional.empty();
        }
        String lower = written.toLowerCase(java.util.Locale.ROOT);
        int allowed = Math.max(1, Math.min(3, written.length() / 3));
        return known.stream()
                .filter(word -> distance(lower, word.toLowerCase(java.util.Locale.ROOT)) <= allowed)
                .min(Comparator.comparingInt(word -> distance(lower, word.toLowerCase(java.util.Locale.ROOT))));
    }

    /** Levenshtein's distance: insertions, deletions and substitutions. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
