package dev.shakedown.cli.report;

import dev.shakedown.client.ViewRow;
import dev.shakedown.client.artifact.JobFiles;
import dev.shakedown.contract.http.JobRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A report on a campaign of any size: one HTML page with the means of all jobs, and some jobs with pictures. */
public final class CampaignPage {

    private static final Html TABLE = Html.verbatim("""
            Means over the jobs that succeeded, as in Table 1 of Gandikota, Chandramouli and Moeller (ICIP 2022): how like
            the restoration is to the source <i>x</i> and to the target, without attack (clean) and under untargeted and
            targeted attacks.""");
    private static final Html CURVES = Html.verbatim("""
            Means over the jobs of each network; at the left end what the network restores without attack.""");
    private static final Html TRANSFER = Html.verbatim("""
            How many dB of PSNR to <i>x</i> each network (columns) loses by perturbations that were crafted on another (rows);
            what is crafted and judged on the same network is framed. Means; point at a cell for what they are of.""");
    private static final Html WORST =
            Html.verbatim("For each network and attack the job that lost most PSNR to <i>x</i>.");

    private CampaignPage() {}

    /**
     * The page.
     *
     * @param tables means over all jobs
     * @param jobs those to show with pictures, the first one first
     * @param why what makes them those to show, as a sentence
     */
    public static String of(CampaignTables tables, List<JobFiles> jobs, String why) {
        List<JobRecord> records = jobs.stream().map(JobFiles::record).toList();
        List<String> norms =
                tables.curve().stream().map(row -> row.text("norm")).distinct().toList();
        PictureLibrary library = new PictureLibrary();
        return new Page(tables.summary().name(), new CampaignHeadline(tables).html())
                .section("The paper’s table", TABLE, PaperTable.of(tables.paper()))
                .section("Robustness", CURVES, new Curves(tables.curve()).html())
                .section("Transfer", TRANSFER, TransferTables.of(tables.transfer()))
                .section("Worst cases", WORST, WorstCases.of(tables.worst(), ordinals(records)))
                .section("Jobs", explained(why, norms), records.isEmpty() ? Html.NOTHING : NumbersTable.of(records))
                .section("Pictures", Explanations.pictures(norms), ReportPage.sections(jobs, library))
                .with(library);
    }

    private static Set<Long> ordinals(List<JobRecord> records) {
        return records.stream().map(record -> record.request().ordinal()).collect(Collectors.toSet());
    }

    private static Html explained(String why, List<String> norms) {
        return Html.of("{} {}", why, Explanations.symbols(norms));
    }

    /** All rows of a column, each once. */
    static List<String> distinct(List<ViewRow> rows, String column) {
        return rows.stream()
                .map(row -> row.text(column))
                .filter(text -> !text.isEmpty())
                .distinct()
                .toList();
    }
}
