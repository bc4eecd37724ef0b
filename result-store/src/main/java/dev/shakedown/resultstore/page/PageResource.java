package dev.shakedown.resultstore.page;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages. They hold no data: their scripts call the interface, with the reader's token where one is needed. */
@Path("/")
@Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
@PermitAll
public class PageResource {

    /** As long as scripts and styles, so that a new version is seen soon after it is installed. */
    private static final String CACHED = "public, max-age=300";

    private final Map<String, String> pages;

    PageResource(JobApiConfig config) {
        Optional<URI> jobApi = config.publicUrl();
        this.pages = Map.of(
                "index", PageFrame.live("Campaigns", "campaigns-page.js", jobApi),
                "campaign", PageFrame.live("Campaign", "campaign-page.js", jobApi),
                "compare", PageFrame.live("Comparison", "compare-page.js", jobApi),
                "gallery", PageFrame.live("Gallery", "gallery-page.js", jobApi),
                "job", PageFrame.live("Job", "job-page.js", jobApi));
    }

    @GET
    @Operation(hidden = true)
    public Response start() {
        return page("index");
    }

    @GET
    @Path("{page:index|campaign|compare|gallery|job}.html")
    @Operation(hidden = true)
    public Response page(@PathParam("page") String page) {
        return Response.ok(pages.get(page))
                .header(HttpHeaders.CACHE_CONTROL, CACHED)
                // What a page cannot say of itself in its policy.
                .header("Content-Security-Policy", "frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
