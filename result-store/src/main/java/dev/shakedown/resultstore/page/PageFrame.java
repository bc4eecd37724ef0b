package dev.shakedown.resultstore.page;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The frame of every page: {@code frame.html}, with its places filled. */
public final class PageFrame {

    private static final String FRAME = PageResources.text("/dev/shakedown/resultstore/page/frame.html");
    private static final String THEME = "scripts/page/theme-before-paint.js";
    private static final String ICON = "icon.svg";
    private static final List<String> STYLES = List.of(
            "theme", "layout", "controls", "progress", "table", "chart", "campaign", "gallery", "job", "report");

    /** What stands before and after the data of a report. */
    public record Report(String before, String after) {}

    private PageFrame() {}

    /**
     * A page of the service, which loads its scripts, styles and data.
     *
     * @param script the module that draws the page, below {@code scripts}
     * @param jobApi where browsers reach job-api
     */
    static String live(String title, String script, Optional<URI> jobApi) {
        String styles = STYLES.stream()
                .map("<link rel=\"stylesheet\" href=\"styles/%s.css\">"::formatted)
                .collect(Collectors.joining("\n"));
        return filled(Map.of(
                "policy",
                "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'"
                        + jobApi.map(address -> "; connect-src 'self' " + origin(address))
                                .orElse(""),
                "title",
                title,
                "head",
                """
                        <link rel="icon" type="image/svg+xml" href="%s">
                        %s%s
                        <script src="%s"></script>
                        <script type="module" src="scripts/%s"></script>""".formatted(
                                ICON,
                                jobApi.map(address -> "<meta name=\"job-api\" content=\"%s\">\n"
                                                .formatted(address.toASCIIString()))
                                        .orElse(""),
                                styles,
                                THEME,
                                script),
                "brand",
                "<a class=\"brand\" href=\"index.html\">Shakedown</a>",
                "instead",
                " The same results are at\n<a href=\"api/v1/campaigns\">/api/v1/campaigns</a>.",
                "service",
                "<nav aria-label=\"Service\"><a href=\"q/swagger-ui\">HTTP interface</a>"
                        + " <a href=\"q/health\">Health</a></nav>",
                "foot",
                ""));
    }

    /** Scheme, host and port: what a policy and the header Origin name. */
    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /**
     * A page in one file: scripts and styles are inside, and nothing can be loaded. It has no text of users: the data
     * are JSON between its two parts, and the script makes text of them.
     */
    public static Report report() {
        String theme = PageResources.page(THEME);
        String script = ScriptBundle.of("report-page.js");
        String styles = STYLES.stream()
                .map(style -> PageResources.page("styles/" + style + ".css"))
                .collect(Collectors.joining("\n"));
        String page = filled(Map.of(
                "policy",
                "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline';"
                        + " script-src %s %s".formatted(PageResources.hash(theme), PageResources.hash(script)),
                "title",
                "Report",
                "head",
                "<link rel=\"icon\" href=\"%s\">\n<style>\n%s\n</style>\n<script>%s</script>"
                        .formatted(PageResources.dataUri("image/svg+xml", PageResources.page(ICON)), styles, theme),
                "brand",
                "<span class=\"brand\">Shakedown</span>",
                "instead",
                "",
                "service",
                "",
                "foot",
                "<script type=\"application/json\" id=\"inside\">{data}</script>\n<script>" + script + "</script>"));
        int data = page.indexOf("{data}");
        return new Report(page.substring(0, data), page.substring(data + "{data}".length()));
    }

    /** The scripts come last: text in them that looks like a placeholder is not replaced. */
    private static String filled(Map<String, String> values) {
        String page = FRAME;
        for (String place : List.of("policy", "title", "brand", "instead", "service", "head", "foot")) {
            page = page.replace("{" + place + "}", values.getOrDefault(place, ""));
        }
        return page;
    }
}
