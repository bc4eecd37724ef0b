package dev.shakedown.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.ViewRow;
import dev.shakedown.client.WireFormat;
import dev.shakedown.client.artifact.JobFiles;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CampaignPageTest {

    private static final String EVIL = "<script>alert('1')</script> & \"more\"";

    @Test
    void hasThePapersTableCurvesTransferAndWorstCases() throws IOException {
        String page = page("demo", TestJob.job());

        assertThat(page)
                .contains(
                        "The paper’s table",
                        "<td>levin</td>",
                        "<b>15.50</b>",
                        "<td>wiener <small>non-blind</small></td>")
                .contains("Untargeted: PSNR to the sharp image", "Targeted: likeness (NCC) to the target")
                .contains("wiener at 4/255: 15.50 ± 0.25 dB, 2 jobs")
                .contains("<h3>Untargeted, 4/255</h3>", ">14.50</td>", ">2.00</td>")
                .contains("href=\"#job-0\"");
        assertThat(Pattern.compile("<polyline").matcher(page).results()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void saysWhatWasAttackedAndWhatCameOfIt() throws IOException {
        String page = page("demo", TestJob.job());

        assertThat(page)
                .contains("1 of 2 attacks on wiener: untargeted and targeted, perturbed by at most 4/255.")
                .contains("<b>30.0 → 15.5 dB</b>")
                .contains("<b>1</b><span>failed</span>");
    }

    @Test
    void escapesNamesAndLoadsNothingFromElsewhere() throws IOException {
        String page = page(EVIL, TestJob.job().image(EVIL));

        assertThat(page).doesNotContain("<script>alert").doesNotContain("url(").doesNotContain("@import");
        assertThat(Pattern.compile("(src|href)=\"(?!#|data:)").matcher(page).find())
                .isFalse();
    }

    @Test
    void namesNoWorstCaseWhereNoSharpImageIsKnown() throws IOException {
        ViewRow row = new ViewRow((ObjectNode) WireFormat.json().readTree("""
                {"crafted_on": "wiener", "judged_on": "wiener", "objective": "untargeted", "norm": "linf", "budget": 4.0,
                 "rank": 1, "ordinal": 0, "job_id": "0123456789abcdef", "image": "shot", "damage": null,
                 "clean_to_sharp_psnr": null, "attacked_to_sharp_psnr": null, "lipschitz": 9.5}"""));

        assertThat(WorstCases.of(List.of(row), Set.of())).hasToString("");
    }

    @Test
    void needsNoResults() throws IOException {
        try (StubServices services = StubServices.start()) {
            CampaignTables tables = CampaignTables.of(new ResultStoreClient(services.address()), "campaign-0");

            assertThat(CampaignPage.of(tables, List.of(), ""))
                    .contains("of which none has succeeded yet")
                    .doesNotContain("<section>");
        }
    }

    private static String page(String name, TestJob job) throws IOException {
        try (StubServices services = StubServices.start()) {
            services.add(job);
            services.add(TestJob.job().id("job-1").ordinal(1).failed("not-finite", "NaN"));
            services.name(name);
            StubViews.addTo(services);
            ResultStoreClient store = new ResultStoreClient(services.address());
            List<JobFiles> files = store.results("campaign-0").stream()
                    .map(record -> JobFiles.fetch(store, record))
                    .toList();
            return CampaignPage.of(CampaignTables.of(store, "campaign-0"), files, "The worst.");
        }
    }
}
