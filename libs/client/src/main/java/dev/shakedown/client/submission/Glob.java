package dev.shakedown.client.submission;

import dev.shakedown.contract.campaign.NameRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths with slashes, as bash (globstar), git and Python have it:
 *
 * <pre>
 * *  ?        any characters, one character of a file or folder name
 * [ab] [!ab]  one of these characters, none of them
 * {ab,cd}     one of these texts
 * **&#47;         zero or more folders
 * a/**        every file below a
 * </pre>
 *
 * Wildcards at the beginning of a name do not match a dot, so hidden files and folders must be spelled. Upper and lower
 * case differ. Accents match in either Unicode form.
 */
final class Glob {

    private static final String VISIBLE = "(?!\\.)";

    private final String text;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int braces;

    private Glob(String text) {
        this.text = text;
    }

    /** Matches paths and says what the wildcards stand for. */
    record Compiled(Pattern pattern) {

        /** What the wildcards stand for in a path, joined by slashes; empty if the path does not match. */
        Optional<String> match(String path) {
            Matcher matcher = pattern.matcher(NameRule.normalised(path));
            if (!matcher.matches()) {
                return Optional.empty();
            }
            List<String> captured = new ArrayList<>();
            for (int i = 1; i <= matcher.groupCount(); i++) {
                captured.add(String.valueOf(matcher.group(i)).replaceAll("/$", ""));
            }
            captured.removeIf(String::isEmpty);
            return Optional.of(String.join("/", captured));
        }
    }

    static boolean isGlob(String text) {
        return firstWildcard(text) < text.length();
    }

    /** Where the first wildcard is; the text's length if there is none. */
    static int firstWildcard(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("*?[{".indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    /** Empty if the text is no pattern, for instance because a bracket is not closed. */
    static Optional<Compiled> compile(String text) {
        try {
            return Optional.of(new Compiled(Pattern.compile(new Glob(NameRule.normalised(text)).translated())));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    private String translated() {
        while (at < text.length()) {
            if (atBeginningOfName() && text.startsWith("**/", at)) {
                regex.append("((?:").append(VISIBLE).append("[^/]+/)*)");
                at += 3;
            } else {
                element();
            }
        }
        return regex.toString();
    }

    private void element() {
        char c = text.charAt(at);
        switch (c) {
            case '*' -> asterisks();
            case '?' -> {
                visible();
                group("[^/]");
                at++;
            }
            case '[' -> characters();
            case '{' -> {
                // What the ending of a file is says nothing about which picture it is.
                regex.append(isEnding() ? "(?:" : "(");
                braces++;
                at++;
            }
            case '}' -> {
                regex.append(braces > 0 ? ")" : "\\}");
                braces = Math.max(0, braces - 1);
                at++;
            }
            case ',' -> {
                regex.append(braces > 0 ? "|" : ",");
                at++;
            }
            case '\\' -> {
                at++;
                literal();
            }
            default -> literal();
        }
    }

    private void asterisks() {
        int end = at;
        while (end < text.length() && text.charAt(end) == '*') {
            end++;
        }
        visible();
        if (end - at == 1) {
            group("[^/]*");
        } else {
            group("[^/]*(?:/" + VISIBLE + "[^/]+)*");
        }
        at = end;
    }

    private void characters() {
        int end = text.indexOf(']', at + 2);
        if (end < 0) {
            throw new PatternSyntaxException("[ is not closed", text, at);
        }
        String inside = text.substring(at + 1, end);
        boolean negated = inside.startsWith("!") || inside.startsWith("^");
        String listed = (negated ? inside.substring(1) : inside).replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
        visible();
        group("(?!/)[" + (negated ? "^" : "") + listed + "]");
        at = end + 1;
    }

    private void literal() {
        if (at < text.length()) {
            int c = text.codePointAt(at);
            regex.append(Pattern.quote(Character.toString(c)));
            at += Character.charCount(c);
        }
    }

    private void group(String expression) {
        regex.append('(').append(expression).append(')');
    }

    /** Keeps a wildcard at the beginning of a name off a dot. */
    private void visible() {
        if (atBeginningOfName()) {
            regex.append(VISIBLE);
        }
    }

    private boolean atBeginningOfName() {
        return at == 0 || text.charAt(at - 1) == '/';
    }

    /** Whether the braces that open here are behind the last dot of the last name. */
    private boolean isEnding() {
        return text.lastIndexOf('/') < at
                && text.lastIndexOf('.', at) > text.lastIndexOf('/')
                && text.charAt(at - 1) == '.';
    }
}
