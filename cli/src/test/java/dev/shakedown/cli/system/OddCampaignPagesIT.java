package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.shakedown.cli.system.Browser.Shown;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages, in a browser, of campaigns that lack something: a sharp image, or pictures that nobody wants kept. */
class OddCampaignPagesIT {

    private static final Path PAGES =
            Path.of("..", "result-store", "src", "main", "resources", "META-INF", "resources");
    private static final Path FRAME = Path.of(
            "..", "result-store", "src", "main", "resources", "dev", "shakedown", "resultstore", "page", "frame.html");
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");
    private static final int DESK = 1280;

    private static final String SUMMARY = """
            {"id": "c", "name": "odd", "submitted": "2026-01-01T00:00:00Z", "state": "FINISHED", "jobs": 1, "known": 1,
             "succeeded": 1, "failed": 0}""";
    private static final String NETWORK = "{\"id\": \"wiener\", \"sha256\": \"aa\"}";
    private static final String SHARP = "{\"type\": \"sharp\", \"name\": \"shot\", \"sharp\":"
            + " {\"sha256\": \"bb\", \"width\": 8, \"height\": 6}}";
    private static final String FAILED_JOB = """
            {"request": {"jobId": "j", "campaignId": "c", "ordinal": 1, "source": %s, "network": %s, "budget": 4.0,
                         "attack": {"objective": {"type": "untargeted"}, "steps": 10}, "seed": 0},
             "result": {"worker": "w", "outcome": {"status": "FAILED", "code": "not-finite", "message": "NaN"}}}""".formatted(SHARP, NETWORK);
    private static final String BLURRED = SHARP.replace("\"sharp\"", "\"blurred\"");

    private final Map<String, String> answers = new TreeMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        answers.put("campaigns/c", SUMMARY);
        answers.put("running", "[]");
        answers.put("bundles", "[]");
        answers.put("campaigns/c/facets", "{\"crafted_on\": [\"wiener\"], \"budget\": [4.0]}");
        answers.put(
                "campaigns/c/distribution?metric=damage&bins=24",
                "{\"metric\": \"damage\", \"low\": 0, \"high\": 0, \"groups\": []}");
        for (String view : new String[] {
            "paper-table",
            "robustness-curve",
            "mean-intervals",
            "success-curve",
            "step-curve",
            "further-metrics",
            "transfer-matrix",
            "kernel-size-effect",
            "worst-cases",
            "trust",
            "warnings",
            "failures",
            "networks"
        }) {
            answers.put("campaigns/c/views/" + view, "[]");
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theGalleryIsSortedByChangeWhereNoSharpImageIsKnown() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(BLURRED));
        answers.put("campaigns/c/results?sort=damage&limit=24", "{\"results\": [], \"next\": null}");
        answers.put(
                "campaigns/c/results?sort=change&limit=24",
                "{\"results\": [%s], \"next\": null}".formatted(job(BLURRED, "")));

        Shown gallery = show("gallery.html?id=c");

        assertThat(gallery.text()).contains("That is all: 1 job.", "21.50").doesNotContain("PSNR lost");
    }

    @Test
    void aLongJobRunsAtItsStepBeforeAnyHasEnded() throws IOException, InterruptedException {
        answers.put(
                "campaigns/c",
                SUMMARY.replace("FINISHED", "RUNNING")
                        .replace("\"jobs\": 1", "\"jobs\": 72")
                        .replace("\"succeeded\": 1", "\"succeeded\": 0"));
        answers.put("campaigns/c/document", document(SHARP));
        answers.put("running", "[{\"campaignId\": \"c\", \"jobs\": 2, \"step\": 20, \"steps\": 18000}]");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text())
                .contains("running", "2 running, 20 of 18,000 steps done", "72 pending")
                .doesNotContain("waiting");
    }

    @Test
    void aCampaignIsFinishedWithFailuresWhichHaveReasons() throws IOException, InterruptedException {
        answers.put(
                "campaigns/c", SUMMARY.replace("\"jobs\": 1", "\"jobs\": 3").replace("\"failed\": 0", "\"failed\": 2"));
        answers.put("campaigns/c/document", document(SHARP));
        answers.put("campaigns/c/views/failures", """
                [{"campaign_id": "c", "campaign": "odd", "network": "wiener", "code": "not-finite", "jobs": 2, "ordinal": 1,
                  "job_id": "aa", "message": "The objective became NaN at step 12"}]""");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text())
                .contains("finished with failures", "Failures", "not-finite", "2 jobs", "became NaN at step 12")
                .contains("./shakedown retry c --api http://127.0.0.1:9", "Retry failed jobs");
        assertThat(campaign.document())
                .contains("gallery.html?id=c&amp;state=FAILED&amp;code=not-finite&amp;network=wiener&amp;sort=ordinal");
    }

    @Test
    void theGalleryShowsTheJobsThatARowOfFailuresCounts() throws IOException, InterruptedException {
        answers.put(
                "campaigns/c", SUMMARY.replace("\"jobs\": 1", "\"jobs\": 3").replace("\"failed\": 0", "\"failed\": 2"));
        answers.put("campaigns/c/document", document(SHARP));
        answers.put(
                "campaigns/c/results?sort=ordinal&state=FAILED&network=wiener&code=not-finite&limit=24",
                "{\"results\": [%s], \"next\": null}".formatted(FAILED_JOB));

        Shown gallery = show("gallery.html?id=c&state=FAILED&code=not-finite&network=wiener&sort=ordinal");

        assertThat(gallery.text()).contains("That is all: 1 job.", "Failed: not-finite.", "Failed for");
    }

    @Test
    void whatCanBeDoneWithACampaignIsOffered() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(SHARP));
        String open = SUMMARY.replace("\"jobs\": 1", "\"jobs\": 3");

        answers.put("campaigns/c", open.replace("FINISHED", "RUNNING"));
        Shown running = show("campaign.html?id=c");
        answers.put("campaigns/c", open.replace("FINISHED", "PAUSED"));
        Shown paused = show("campaign.html?id=c");
        answers.put("campaigns/c", open.replace("FINISHED", "CANCELLED"));
        Shown cancelled = show("campaign.html?id=c");
        answers.put("campaigns/c", SUMMARY);
        Shown finished = show("campaign.html?id=c");

        assertThat(running.document())
                .contains(">Pause<", ">Cancel<")
                .doesNotContain(">Resume<", ">Retry failed jobs<");
        assertThat(paused.document()).contains(">Resume<", ">Cancel<").doesNotContain(">Pause<");
        assertThat(cancelled.document()).contains(">Run the rest after all<").doesNotContain(">Cancel<");
        assertThat(finished.document()).doesNotContain(">Pause<", ">Cancel<", ">Retry failed jobs<");
    }

    @Test
    void licencesAreShownAndRestrictedOnesMarked() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(SHARP));
        answers.put("campaigns/c/views/networks", """
                [{"campaign_id": "c", "campaign": "odd", "network": "bought", "network_sha256": "aabbccddeeff00", "kind": "blind",
                  "licence": "CC-BY-NC-4.0", "parameters": 1000},
                 {"campaign_id": "c", "campaign": "odd", "network": "wiener", "network_sha256": "00ffeeddccbbaa", "kind": "non-blind",
                  "licence": "Apache-2.0", "parameters": null}]""");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text())
                .contains("Networks", "CC-BY-NC-4.0", "Apache-2.0", "aabbccddeeff", "1,000", "unknown");
        assertThat(campaign.document())
                .contains("<b class=\"flag\">CC-BY-NC-4.0</b>")
                .doesNotContain("<b class=\"flag\">Apache-2.0</b>");
    }

    @Test
    void nothingIsLostInTransferWhereNoSharpImageIsKnown() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(SHARP));
        answers.put("campaigns/c/views/transfer-matrix", """
                [{"crafted_on": "wiener", "judged_on": "wiener", "objective": "untargeted", "attack": "adam", "norm": "linf",
                  "budget": 4.0, "jobs": 2, "clean_to_sharp_psnr": 30.0, "attacked_to_sharp_psnr": 15.5, "damage": 14.5},
                 {"crafted_on": "wiener", "judged_on": "mprnet", "objective": "untargeted", "attack": "adam", "norm": "linf",
                  "budget": 4.0, "jobs": 2, "clean_to_sharp_psnr": 30.0, "attacked_to_sharp_psnr": 28.0, "damage": 2.0},
                 {"crafted_on": "mprnet", "judged_on": "wiener", "objective": "untargeted", "attack": "adam", "norm": "linf",
                  "budget": 4.0, "jobs": 1, "clean_to_sharp_psnr": null, "attacked_to_sharp_psnr": null, "damage": null}]""");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text()).contains("Transfer", "14.50", "2.00").doesNotContain(" 0.00");
    }

    @Test
    void hasThePapersTableCurvesTransferAndWorstCases() throws IOException, InterruptedException {
        answers.put(
                "campaigns/c", SUMMARY.replace("\"jobs\": 1", "\"jobs\": 2").replace("\"failed\": 0", "\"failed\": 1"));
        answers.put("campaigns/c/document", document(SHARP).replace("\"seed\": 0", """
                "seed": 0, "published": [{"network": "wiener", "psnr": 31.25, "source": "a paper"},
                                         {"network": "wiener", "attack": "adam", "budget": 4.0, "psnr": 16.0},
                                         {"network": "wiener", "attack": "apgd", "budget": 4.0, "psnr": 12.0}]"""));
        answers.put("campaigns/c/views/paper-table", """
                [{"data_set": "levin", "network": "wiener", "network_kind": "non-blind", "objective": "untargeted",
                  "attack": "adam", "norm": "linf", "budget": 4.0, "jobs": 2, "unmoved": 0, "blurred_to_source_psnr": 22.5,
                  "clean_to_source_psnr": 30.0, "clean_to_source_ncc": 0.99, "attacked_to_source_psnr": 15.5,
                  "attacked_to_source_ncc": 0.8, "gain_db": 7.5, "left_out": {"clean_to_source_psnr": 1}},
                 {"data_set": "levin", "network": "wiener", "network_kind": "non-blind", "objective": "targeted",
                  "attack": "at the rocket", "norm": "linf", "budget": 4.0, "jobs": 3, "unmoved": 1,
                  "blurred_to_source_psnr": 22.5, "clean_to_source_psnr": 21.25, "clean_to_source_ncc": 0.99,
                  "clean_to_target_psnr": 8.0, "clean_to_target_ncc": -0.2, "attacked_to_source_psnr": "Infinity",
                  "attacked_to_source_ncc": null, "attacked_to_target_psnr": 12.0, "attacked_to_target_ncc": 0.3,
                  "gain_db": -1.25, "left_out": null}]""");
        answers.put(
                "campaigns/c/views/robustness-curve",
                "[%s, %s]".formatted(curve("untargeted", "null", "null"), curve("targeted", "-0.2", "0.3")));
        answers.put("campaigns/c/views/worst-cases", """
                [{"crafted_on": "wiener", "judged_on": "wiener", "objective": "untargeted", "norm": "linf", "budget": 4.0,
                  "attack": "adam", "rank": 1, "ordinal": 0, "job_id": "0123456789abcdef", "image": "astronaut",
                  "target": null, "kernel_type": "disk", "kernel_size": 17, "damage": 14.5, "blurred_to_sharp_psnr": 22.5, "clean_to_sharp_psnr": 30.0,
                  "attacked_to_sharp_psnr": 15.5, "lipschitz": 9.5}]""");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text())
                .contains("levin", "wiener non-blind", "15.50", "∞", "at the rocket", "1 of 3 did not move", "30.00 −1")
                .contains("does not restore: clean 21.25 dB is 1.25 dB below blurred 22.50 dB")
                .contains("30.0 → 15.5 dB", "−0.200 → 0.300", "1 of 2 jobs succeeded", "1 failed")
                .contains("Worst cases", "14.50", "disk 17")
                .contains(
                        "none 31.25 30.00 −1.25 2 a paper", "adam 4/255 16.00 15.50 −0.50 2", "apgd 4/255 12.00 – – 0");
        assertThat(campaign.document()).contains("job.html?id=0123456789abcdef");
        assertThat(campaign.complaints()).allMatch(line -> line.contains("404"));
    }

    /** In the table and beside a point of the curve; the row without an attack has that of the clean outputs. */
    @Test
    void meansHaveIntervalsAndDeviationsOverSeeds() throws IOException, InterruptedException {
        answers.put(
                "campaigns/c",
                SUMMARY.replace("\"jobs\": 1", "\"jobs\": 4").replace("\"succeeded\": 1", "\"succeeded\": 4"));
        answers.put("campaigns/c/document", document(SHARP).replace("\"seed\": 0", "\"seed\": 0, \"seeds\": 2"));
        answers.put("campaigns/c/views/paper-table", """
                [{"data_set": null, "network": "wiener", "network_kind": "non-blind", "objective": "untargeted",
                  "attack": "adam", "attacks": null, "target": null, "norm": "linf", "budget": 4.0, "jobs": 4, "unmoved": 0,
                  "blurred_to_source_psnr": 22.5, "clean_to_source_psnr": 30.0, "attacked_to_source_psnr": 15.5,
                  "gain_db": 7.5, "left_out": null}]""");
        String curve = curve("untargeted", "null", "null");
        answers.put(
                "campaigns/c/views/robustness-curve",
                "[%s, %s]"
                        .formatted(
                                curve.replace("\"budget\": 4.0", "\"budget\": 0.0")
                                        .replace("15.5", "30.0"),
                                curve));
        String interval = """
                {"data_set": null, "crafted_on": "wiener", "judged_on": "wiener", "first_judge": true,
                 "objective": "untargeted", "attack": "adam", "attacks": null, "target": null, "norm": "linf",
                 "budget": 4.0, "metric": "%s", "images": 2, "mean": 15.5, "lower": %s, "upper": %s,
                 "seeds_deviation": %s}""";
        answers.put(
                "campaigns/c/views/mean-intervals",
                "[%s, %s]"
                        .formatted(
                                interval.formatted("attacked_to_sharp_psnr", "14.75", "16.125", "0.375"),
                                interval.formatted("clean_to_sharp_psnr", "29.5", "30.5", "0.0")));

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text())
                .contains("2 seeds", "15.50 [14.75, 16.13] seeds ± 0.38", "30.00 [29.50, 30.50]")
                .contains("In brackets: the 95 % bootstrap interval of the mean, over images")
                .contains("wiener, ε = 4/255: 15.50 ± 0.25, [14.75, 16.13], seeds ± 0.38, 2 jobs")
                .contains("wiener, no attack: 30.00 ± 0.25, [29.50, 30.50], 2 jobs");
        assertThat(campaign.complaints()).allMatch(line -> line.contains("404"));
    }

    @Test
    void hasCurvesOverStepsAndOfSmallestBudgets() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(SHARP));
        String curve = curve("untargeted", "null", "null");
        answers.put(
                "campaigns/c/views/step-curve",
                "[%s, %s]"
                        .formatted(
                                curve.replace("\"steps\": 40", "\"step\": 5"),
                                curve.replace("\"steps\": 40", "\"step\": 20").replace("15.5", "12.25")));
        String row = """
                {"network": "%s", "network_kind": "blind", "attack": "six", "loss": 6.0, "epsilon": 8.0, "budget": %s,
                 "jobs": 4, "reached": %d, "success": %s}""";
        answers.put(
                "campaigns/c/views/success-curve",
                Stream.of(
                                row.formatted("deep", "0.0", 0, "0.0"),
                                row.formatted("deep", "1.25", 1, "0.25"),
                                row.formatted("deep", "2.5", 3, "0.75"),
                                row.formatted("deep", "8.0", 3, "0.75"),
                                row.formatted("wiener", "0.0", 0, "0.0"),
                                row.formatted("wiener", "8.0", 0, "0.0"))
                        .collect(Collectors.joining(",", "[", "]")));

        answers.put("campaigns/c/views/further-metrics", """
                [{"crafted_on": "deep", "judged_on": "deep", "objective": "untargeted", "attack": "adam", "target": null,
                  "norm": "linf", "budget": 4.0, "metric": "jpeg-75-psnr", "reference": "sharp", "jobs": 2,
                  "blurred": null, "clean": 25.5, "attacked": 21.25, "attacked_deviation": 0.5},
                 {"crafted_on": "deep", "judged_on": "deep", "objective": "untargeted", "attack": "adam", "target": null,
                  "norm": "linf", "budget": 4.0, "metric": "ssim-y", "reference": "sharp", "jobs": 2,
                  "blurred": 0.75, "clean": 0.875, "attacked": 0.5, "attacked_deviation": null}]""");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text())
                .contains("Further metrics", "deep deep adam 4/255 25.50 → 21.25 2")
                .contains("Steps", "wiener, 5 steps: 15.50 ± 0.25, 2 jobs", "wiener, 20 steps: 12.25 ± 0.25, 2 jobs")
                .contains("Smallest budgets", "deep six 6 4 75.0 1.25/255 2.5/255")
                .contains("wiener six 6 4 0.0 not within 8/255 not within 8/255");
        assertThat(campaign.complaints()).allMatch(line -> line.contains("404"));
    }

    @Test
    void verdictsAreShownAndFiguresOfFailedAttacksMarked() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(SHARP));
        answers.put("campaigns/c/views/trust", """
                [{"network": "stuck", "objective": "untargeted", "attack": "adam", "attacks": null, "target": null,
                  "norm": "linf", "budget": 4.0, "jobs": 15, "verdict": "attack failed", "codes": ["no-movement"],
                  "reasons": ["14 of 15 jobs could not change their objective"], "measured": {}},
                 {"network": "stuck", "objective": "untargeted", "attack": "adam", "attacks": null, "target": null,
                  "norm": "linf", "budget": 8.0, "jobs": 15, "verdict": "attack failed", "codes": ["no-movement"],
                  "reasons": ["15 of 15 jobs could not change their objective"], "measured": {}},
                 {"network": "wiener", "objective": "untargeted", "attack": "adam", "attacks": null, "target": null,
                  "norm": "linf", "budget": 4.0, "jobs": 15, "verdict": "no objection", "codes": [], "reasons": [],
                  "measured": {}}]""");
        answers.put("campaigns/c/views/paper-table", "[%s, %s]".formatted(tableRow("stuck"), tableRow("wiener")));
        answers.put("campaigns/c/views/worst-cases", """
                [{"crafted_on": "stuck", "judged_on": "stuck", "objective": "untargeted", "norm": "linf", "budget": 4.0,
                  "attack": "adam", "rank": 1, "ordinal": 0, "job_id": "0123456789abcdef", "image": "astronaut",
                  "target": null, "kernel_type": "disk", "kernel_size": 17, "damage": 0.5, "blurred_to_sharp_psnr": 22.5,
                  "clean_to_sharp_psnr": 30.0, "attacked_to_sharp_psnr": 29.5, "lipschitz": 9.5}]""");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text())
                .contains("Verdicts", "4/255, 8/255", "no-movement : 15 of 15 jobs could not change their objective.")
                .contains("no objection", "adam attack failed");
        String mark = "<small class=\"flag\" title=\"These figures are no robustness."
                + " 14 of 15 jobs could not change their objective.\">attack failed</small>";
        assertThat(campaign.document().split(Pattern.quote(mark), -1)).hasSize(1 + 2);
        assertThat(section(campaign, "table")).contains(mark).containsOnlyOnce("attack failed");
        assertThat(section(campaign, "worst")).contains(mark);
    }

    @Test
    void comparesOneTwoOrFourSources() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(SHARP));
        source("campaigns/d", "again", "aa", "wiener", 15.5);
        source("bundles/b1", "theirs", "cc", "wiener", 14.25);
        source("bundles/b2", "others", "dd", "unknown-net", 9.0);
        answers.put("campaigns/c/views/paper-table", "[%s]".formatted(tableRow("wiener")));
        answers.put("campaigns/c/views/networks", "[{\"network\": \"wiener\", \"network_sha256\": \"aa\"}]");
        answers.put("campaigns?limit=100", "{\"campaigns\": [%s], \"next\": null}".formatted(SUMMARY));

        Shown one = show("compare.html?bundle=b1");
        Shown two = show("compare.html?campaign=c&bundle=b1");
        Shown four = show("compare.html?campaign=c&campaign=d&bundle=b1&bundle=b2");
        Shown former = show("compare.html?id=c&with=d");

        assertThat(one.text())
                .contains("imported , signed by 0123456789ab , not recomputed here", "written by shakedown 0.1.0")
                .contains("./shakedown verify --bundle theirs-b1.zip", "14.25", "odd, 202")
                .doesNotContain("not the same", "no row in common");
        assertThat(one.document())
                .contains("href=\"http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/blobs/b1\"");
        assertThat(two.text())
                .contains("odd and theirs", "wiener not the same network")
                .contains("30.00 29.50 0.50 – 15 30.00 14.25 15.75 −15.25 doubtful 15");
        assertThat(two.document()).contains("href=\"compare.html?campaign=c\"", "href=\"compare.html?bundle=b1\"");
        assertThat(four.text()).contains("odd, again, theirs and others", "unknown-net", "9.00");
        assertThat(section(four, "files")).contains("not the same network").contains("shakedown 0.1.0");
        assertThat(former.text()).contains("odd and again", "15.50").doesNotContain("not the same");
        for (Shown page : new Shown[] {one, two, four, former}) {
            assertThat(page.complaints()).allMatch(line -> line.contains("favicon.ico"));
        }
    }

    @Test
    void comparesWhatHasNothingInCommonAndSaysWhatIsNotThere() throws IOException, InterruptedException {
        source("campaigns/c", "odd", "aa", "wiener", 15.5);
        source("bundles/b2", "others", "dd", "unknown-net", 9.0);
        answers.put("campaigns?limit=100", "{\"campaigns\": [], \"next\": null}");

        Shown apart = show("compare.html?campaign=c&bundle=b2");
        Shown unknown = show("compare.html?campaign=c&bundle=unknown");
        Shown nothing = show("compare.html?bundle=unknown");
        Shown empty = show("compare.html");

        assertThat(apart.text()).contains("These have no row in common", "15.50", "9.00");
        assertThat(apart.complaints()).allMatch(line -> line.contains("favicon.ico"));
        assertThat(unknown.text()).contains("There is no such thing", "15.50");
        assertThat(nothing.text()).contains("There is no such thing").doesNotContain("This page cannot go on");
        assertThat(empty.text()).contains("No comparison is chosen");
        assertThat(unknown.complaints()).allMatch(line -> line.contains("404"));
        assertThat(nothing.complaints()).allMatch(line -> line.contains("404"));
    }

    @Test
    void sameNamesOfDifferentAttacksAreTold() throws IOException, InterruptedException {
        String attack = "\"attacks\": [{\"name\": \"adam\", \"objective\": {\"type\": \"untargeted\"}, \"steps\": %d}]";
        source("campaigns/c", "odd", "aa", "wiener", 15.5);
        source("bundles/b1", "theirs", "aa", "wiener", 14.25);
        answers.put("campaigns?limit=100", "{\"campaigns\": [], \"next\": null}");
        String usual = "\"attacks\": [{\"objective\": {\"type\": \"untargeted\"}}]";
        answers.put("campaigns/c/document", document(SHARP).replace(usual, attack.formatted(10)));
        answers.put("bundles/b1/document", document(SHARP).replace(usual, attack.formatted(250) + """
                                , "published": [{"network": "wiener", "attack": "adam", "budget": 4.0, "psnr": 13.75,
                                                 "source": "a paper"}]"""));

        Shown page = show("compare.html?campaign=c&bundle=b1");

        assertThat(page.text()).contains("wiener not the same attack", "Published", "13.75");
        assertThat(page.complaints()).allMatch(line -> line.contains("favicon.ico"));
    }

    @Test
    void theListOfCampaignsHasImportedBundlesBelow() throws IOException, InterruptedException {
        answers.put("campaigns?limit=50", "{\"campaigns\": [%s], \"next\": null}".formatted(SUMMARY));
        answers.put("bundles", "[%s]".formatted(bundle("b1", "theirs")));

        Shown list = show("campaigns.html");

        assertThat(list.text()).containsSubsequence("odd", "That is all: 1 campaign.", "Imported bundles", "theirs");
        assertThat(list.document()).contains("href=\"compare.html?campaign=c\"", "href=\"compare.html?bundle=b1\"");
    }

    /** A campaign or bundle with one row on one network. */
    private void source(String path, String name, String hash, String network, double attacked) {
        String id = path.replaceAll(".*/", "");
        answers.put(
                path,
                path.startsWith("bundles")
                        ? bundle(id, name)
                        : SUMMARY.replace("\"c\"", "\"" + id + "\"").replace("odd", name));
        answers.put(path + "/document", document(SHARP));
        answers.put(
                path + "/views/paper-table",
                "[%s]".formatted(tableRow(network).replace("29.5", Double.toString(attacked))));
        answers.put(path + "/views/robustness-curve", "[%s]".formatted(curve("untargeted", "null", "null")));
        answers.put(path + "/views/trust", path.startsWith("bundles") ? """
                        [{"network": "%s", "objective": "untargeted", "attack": "adam", "target": null, "norm": "linf",
                          "budget": 4.0, "jobs": 15, "verdict": "doubtful", "codes": ["not-converged"],
                          "reasons": ["It rises"]}]""".formatted(network) : "[]");
        answers.put(
                path + "/views/networks",
                "[{\"network\": \"%s\", \"network_sha256\": \"%s\"}]".formatted(network, hash));
    }

    private static String bundle(String id, String name) {
        return """
                {"id": "%s", "campaign": "c9", "name": "%s", "jobs": 15, "succeeded": 15, "failed": 0,
                 "software": "shakedown 0.1.0", "created": "2026-01-01T00:00:00Z", "signed": true,
                 "signer": "0123456789abcdef", "imported": "2026-01-02T00:00:00Z", "bytes": 1000}""".formatted(id, name);
    }

    private static String tableRow(String network) {
        return """
                {"data_set": null, "network": "%s", "network_kind": "blind", "objective": "untargeted", "attack": "adam",
                 "norm": "linf", "budget": 4.0, "jobs": 15, "unmoved": 0, "blurred_to_source_psnr": 22.5,
                 "clean_to_source_psnr": 30.0, "attacked_to_source_psnr": 29.5, "gain_db": 7.5,
                 "left_out": null}""".formatted(network);
    }

    private static String section(Shown shown, String id) {
        String from = shown.document().substring(shown.document().indexOf("<section id=\"" + id + "\""));
        return from.substring(0, from.indexOf("</section>"));
    }

    private static String curve(String objective, String clean, String attacked) {
        return """
                {"crafted_on": "wiener", "judged_on": "wiener", "objective": "%s", "attack": "adam", "norm": "linf",
                 "steps": 40, "budget": 4.0, "jobs": 2, "blurred_to_sharp_psnr": 22.5, "gain_db": 7.5, "clean_to_sharp_psnr": 30.0, "attacked_to_sharp_psnr": 15.5,
                 "attacked_to_sharp_psnr_deviation": 0.25, "clean_to_target_ncc": %s, "attacked_to_target_ncc": %s,
                 "lipschitz": 9.5}""".formatted(objective, clean, attacked);
    }

    @Test
    void namesNoWorstCaseWhereNoSharpImageIsKnown() throws IOException, InterruptedException {
        answers.put(
                "campaigns/c/document",
                document(BLURRED).replace("\"untargeted\"}", "\"untargeted\"}, \"norm\": \"l2\""));
        answers.put("campaigns/c/views/worst-cases", """
                [{"crafted_on": "wiener", "judged_on": "wiener", "objective": "untargeted", "norm": "linf", "budget": 4.0,
                  "rank": 1, "ordinal": 0, "job_id": "0123456789abcdef", "image": "shot", "damage": null,
                  "clean_to_sharp_psnr": null, "attacked_to_sharp_psnr": null, "lipschitz": 9.5}]""");

        Shown campaign = show("campaign.html?id=c");

        assertThat(campaign.text()).contains("/255 root mean square");
        assertThat(campaign.document()).contains("<section id=\"worst\" hidden=\"\"");
    }

    @Test
    void theSharpImageIsShownWherePicturesAreNotKept() throws IOException, InterruptedException {
        answers.put("campaigns/c/document", document(SHARP));
        answers.put("jobs/j", job(SHARP, "{\"kind\": \"blurred-picture\"}, {\"kind\": \"clean-output-picture\"}"));

        Shown job = show("job.html?id=j&campaign=c");

        assertThat(job.document()).contains("aria-label=\"x: sharp\"");
        assertThat(job.text()).contains("Not kept, or not stored yet");
    }

    private Shown show(String page) throws IOException, InterruptedException {
        return Browser.ofThisMachine()
                .show("http://127.0.0.1:" + server.getAddress().getPort() + "/" + page, DESK);
    }

    private static String document(String image) {
        return """
                {"campaign": {"name": "odd", "images": [%s], "blurs": [], "networks": ["wiener"],
                              "attacks": [{"objective": {"type": "untargeted"}}], "budgets": [4.0], "seed": 0},
                 "networks": [%s], "jobs": 1}""".formatted(image, NETWORK);
    }

    private static String job(String image, String artifacts) {
        return """
                {"request": {"jobId": "j", "campaignId": "c", "ordinal": 0, "source": %s, "network": %s, "budget": 4.0,
                             "attack": {"objective": {"type": "untargeted"}, "steps": 10, "stepSize": 0.001, "clip": true,
                                        "iterate": "last"},
                             "seed": 0, "submitted": "2026-01-01T00:00:00Z"},
                 "result": {"worker": "w", "started": "2026-01-01T00:00:00Z", "finished": "2026-01-01T00:00:01Z",
                            "outcome": {"status": "SUCCEEDED", "trace": [], "artifacts": [%s], "secondsPerStep": 0.1,
                                        "evaluation": {"attackedToClean": {"psnr": 21.5, "ncc": 0.9, "ssim": 0.8},
                                                       "lipschitz": 9.5, "perturbationMaxNorm": 0.0157,
                                                       "perturbationL2Norm": 1.5, "initialObjective": 1,
                                                       "finalObjective": 2, "countedStep": 10}}}}""".formatted(image, NETWORK, artifacts);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String address = exchange.getRequestURI().toString().substring(1);
        Path page = PAGES.resolve(address.replaceAll("\\?.*", ""));
        String api = "api/v1/";
        if (!address.startsWith(api)) {
            String ending = address.replaceAll("\\?.*", "").replaceAll(".*\\.", "");
            if (ending.equals("html")) {
                send(exchange, 200, "text/html", page(address.replaceAll("\\.html.*", "")));
                return;
            }
            boolean isThere = Files.isRegularFile(page);
            send(
                    exchange,
                    isThere ? 200 : 404,
                    TYPES.getOrDefault(ending, "text/plain"),
                    isThere ? Files.readAllBytes(page) : new byte[0]);
        } else if (address.equals(api + "blobs/bb")) {
            send(exchange, 200, "image/png", PngEncoder.encode(PlanarImage.of(6, 8, new float[3 * 6 * 8])));
        } else {
            String answer = answers.get(address.substring(api.length()));
            String body = answer == null ? "{\"title\": \"There is no such thing\", \"status\": 404}" : answer;
            String type = answer == null ? "application/problem+json" : "application/json";
            send(exchange, answer == null ? 404 : 200, type, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** As result-store fills the frame, but for the styles. */
    private static byte[] page(String name) throws IOException {
        String head = "<meta name=\"job-api\" content=\"http://127.0.0.1:9\">"
                + "<script type=\"module\" src=\"scripts/%s-page.js\"></script>".formatted(name);
        return Files.readString(FRAME)
                .replace("{policy}", "default-src 'self'")
                .replace("{head}", head)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
