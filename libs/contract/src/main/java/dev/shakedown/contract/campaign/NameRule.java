package dev.shakedown.contract.campaign;

import dev.shakedown.contract.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * What the names in a campaign may look like: Unicode text in the normal form NFC, without control characters, and
 * without spaces at its ends. A name can contain slashes and quotes: never use it as a file name without cleaning it.
 *
 * @param longest the most characters (code points)
 */
public record NameRule(int longest) {

    /** For campaigns, images, data sets, kernels, targets and edits. */
    public static final NameRule LABEL = new NameRule(200);

    public static final NameRule ATTACK = new NameRule(100);

    private static final int HASH_DIGITS = 12;

    /** The rule in words, so that "must be ..." reads well. */
    public String expected() {
        return "text of 1 to %d characters, none of them a control character, without spaces at its ends (quote a number)"
                .formatted(longest);
    }

    /** The text in NFC, as macOS does not write file names; empty if it is no name. */
    public Optional<String> read(String text) {
        String name = normalised(text);
        boolean valid = !name.isEmpty()
                && name.codePointCount(0, name.length()) <= longest
                && name.codePoints().allMatch(NameRule::isAllowed)
                && strip(name).equals(name);
        return valid ? Optional.of(name) : Optional.empty();
    }

    /**
     * A name made of any text: what is not allowed becomes a hyphen. A text that is too long loses its middle and gets
     * 12 digits of its hash there, so that different texts stay different.
     */
    public String fit(String text) {
        StringBuilder allowed = new StringBuilder(text.length());
        normalised(text).codePoints().map(c -> isAllowed(c) ? c : '-').forEach(allowed::appendCodePoint);
        String name = strip(allowed.toString());
        if (name.isEmpty()) {
            return "unnamed";
        }
        int[] characters = name.codePoints().toArray();
        if (characters.length <= longest) {
            return name;
        }
        String hash = Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
        int kept = longest - hash.length() - 2;
        int head = kept / 3;
        int tail = kept - head;
        return new String(characters, 0, head) + "~" + hash + "~"
                + new String(characters, characters.length - tail, tail);
    }

    /** The normal form in which names are compared: NFC. */
    public static String normalised(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static boolean isAllowed(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> !isDirectional(character);
        };
    }

    /** Embeddings, overrides and isolates make what follows in a table read backwards. */
    private static boolean isDirectional(int character) {
        return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
    }

    /** Without spaces of any kind at its ends. */
    private static String strip(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
