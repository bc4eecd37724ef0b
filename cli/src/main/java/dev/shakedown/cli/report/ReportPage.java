package dev.shakedown.cli.report;

import dev.shakedown.client.artifact.JobFiles;
import dev.shakedown.contract.http.JobRecord;
import java.util.List;

/** A small campaign's report: one HTML page with every job in it, for a browser of any width, light or dark. */
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
        List<String> norms = Explanations.norms(records);
        PictureLibrary library = new PictureLibrary();
        return new Page(name, new Summary(records).html())
                .section("Numbers", Explanations.symbols(norms), NumbersTable.of(records))
                .section("Pictures", Explanations.pictures(norms), sections(jobs, library))
                .with(library);
    }

    /** A part of the page for each job. */
    static Html sections(List<JobFiles> jobs, PictureLibrary library) {
        return Html.join(
                jobs.stream().map(job -> new JobSection(job, library).html()).toList());
    }
}
