package dev.shakedown.jobapi.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known word that is closest to a misspelt one. */
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
        String lower = written.toLowerCase(Locale.ROOT);
        int allowed = Math.max(1, Math.min(3, written.length() / 3));
        return known.stream()
                .filter(word -> distance(lower, word.toLowerCase(Locale.ROOT)) <= allowed)
                .min(Comparator.comparingInt(word -> distance(lower, word.toLowerCase(Locale.ROOT))));
    }

    /** Levenshtein's distance, where two neighbours that changed places also count as one step. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : distance(a, i, b, j, steps);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int distance(String a, int i, String b, int j, int[][] steps) {
        int substitution = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(substitution, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
