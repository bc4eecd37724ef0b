package dev.shakedown.cli.report;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Markup. Text becomes part of it only escaped; only what is markup already, or one of our own resources, goes in as it
 * is. Immutable.
 */
final class Html {

    static final Html NOTHING = new Html("");

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /** What shows as that text, also within a quoted attribute. */
    static Html text(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return new Html(escaped.toString());
    }

    /**
     * Markup with values in it.
     *
     * @param template markup that the program itself contains; every {@code {}} is replaced by the next value
     * @param values {@code Html} goes in as it is, everything else as escaped text
     */
    static Html of(String template, Object... values) {
        StringBuilder markup = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int place = template.indexOf("{}", from);
            if (place < 0) {
                throw new IllegalArgumentException("more values than places in: " + template);
            }
            markup.append(template, from, place);
            markup.append(value instanceof Html html ? html.markup : text(String.valueOf(value)).markup);
            from = place + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("more places than values in: " + template);
        }
        return new Html(markup.append(template.substring(from)).toString());
    }

    /** Markup that the program itself contains, as it is. */
    static Html verbatim(String trusted) {
        return new Html(trusted);
    }

    /** Pieces one after the other. */
    static Html join(Collection<Html> pieces) {
        return new Html(pieces.stream().map(piece -> piece.markup).collect(Collectors.joining("\n")));
    }

    @Override
    public String toString() {
        return markup;
    }
}
