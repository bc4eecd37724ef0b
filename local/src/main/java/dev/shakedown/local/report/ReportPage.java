package dev.shakedown.local.report;

import dev.shakedown.local.artifact.JobFiles;
import dev.shakedown.local.client.JobRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A campaign's report: one HTML page with everything in it, for a browser of any width, light or dark. */
public final class ReportPage {

    private ReportPage() {}

    /**
     * The page.
     *
     * @param name the campaign's name
     * @param jobs its jobs, in its order
     */
    public static String of(String name, List<JobFiles> jobs) {
        List<JobRecord> records = jobs.stream().map(JobFiles::record).toList();
        PictureLibrary library = new PictureLibrary();
        List<Html> sections = new ArrayList<>();
        for (JobFiles job : jobs) {
            sections.add(new JobSection(job, library).html());
        }
        return Html.of(
                        resource("report.html"),
                        name,
                        Html.verbatim(resource("report.css")),
                        name,
                        new Summary(records).html(),
                        NumbersTable.of(records),
                        Html.join(sections),
                        library.definitions(),
                        Html.verbatim(resource("report.js")))
                .toString();
    }

    private static String resource(String name) {
        try (InputStream resource = ReportPage.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
