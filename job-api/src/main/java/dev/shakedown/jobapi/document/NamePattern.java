package dev.shakedown.jobapi.document;

import java.util.regex.Pattern;

/** What a name that people give may look like: safe in file names, URLs and shells. */
public final class NamePattern {

    /** The form. */
    public static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** The same in words. */
    public static final String EXPECTED =
            "text of 1 to 64 letters, digits, '.', '_' and '-' that starts with a letter or digit (quote a number)";

    private NamePattern() {}
}
