package dev.shakedown.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A page with everything in it: style, sections, pictures once each, and the script that enlarges them. */
final class Page {

    private final String name;
    private final Html summary;
    private final List<Html> sections = new ArrayList<>();

    /**
     * A page without sections.
     *
     * @param name the campaign's
     * @param summary what stands below it
     */
    Page(String name, Html summary) {
        this.name = name;
        this.summary = summary;
    }

    /** Adds a section, unless it would be empty. */
    Page section(String title, Html explanation, Html content) {
        if (!content.toString().isEmpty()) {
            sections.add(Html.of("""
                    <section>
                    <h2>{}</h2>
                    <p class="symbols">{}</p>
                    {}
                    </section>""", title, explanation, content));
        }
        return this;
    }

    /** The whole page; the library has every picture that a section shows. */
    String with(PictureLibrary library) {
        return Html.of(
                        resource("report.html"),
                        name,
                        Html.verbatim(resource("report.css")),
                        name,
                        summary,
                        Html.join(sections),
                        library.definitions(),
                        Html.verbatim(resource("report.js")))
                .toString();
    }

    private static String resource(String name) {
        try (InputStream resource = Page.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
