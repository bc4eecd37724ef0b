package dev.shakedown.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.artifact.JobFiles;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    private static final String EVIL = "<script>alert('1')</script>&\"";

    @Test
    void escapesEveryValue() throws IOException {
        String page = page(
                EVIL,
                TestJob.job().image(EVIL).network(EVIL).targetedAt(EVIL),
                TestJob.job().id("j1").ordinal(1).failed(EVIL, EVIL));

        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(&#39;1&#39;)");
    }

    @Test
    void loadsNothingFromElsewhere() throws IOException {
        String page = page("demo", TestJob.job());

        assertThat(Pattern.compile("(src|href)=\"(?!#|data:)").matcher(page).find())
                .isFalse();
        assertThat(page).doesNotContain("url(").doesNotContain("@import").doesNotContain("http");
    }

    @Test
    void showsEveryPictureOfARowAndCarriesEachOnce() throws IOException {
        String page = page(
                "demo",
                TestJob.job().targetedAt("chelsea"),
                TestJob.job().id("j1").ordinal(1).targetedAt("chelsea"));

        assertThat(Pattern.compile("<use href=\"#p\\d+\"").matcher(page).results())
                .hasSize(14);
        assertThat(Pattern.compile("data:image/png;base64,").matcher(page).results())
                .hasSize(7);
    }

    @Test
    void leavesOutWhatAJobDoesNotHave() throws IOException {
        String page =
                page("demo", TestJob.job(), TestJob.job().id("j1").ordinal(1).failed("not-finite", "NaN"));

        assertThat(Pattern.compile("<use href=\"#p\\d+\"").matcher(page).results())
                .hasSize(6 + 1);
        assertThat(page).contains("Failed: NaN (not-finite)");
    }

    @Test
    void showsARowForEachJudgeAndSaysWhoseThePicturesAre() throws IOException {
        String page = page("demo", TestJob.job().judgedOn("rgdn@10", 12.25).judgedOn("rgdn@50", 20.5));

        assertThat(page)
                .contains("<th>judged on</th>")
                .contains("<td>rgdn@50</td>")
                .contains("<b>20.50</b>")
                .contains("judged on <b>rgdn@10, rgdn@50</b>, pictures by rgdn@10");
        assertThat(Pattern.compile("<tr><td><a href=\"#job-0\"").matcher(page).results())
                .hasSize(2);
        assertThat(page("demo", TestJob.job())).doesNotContain("judged on");
    }

    @Test
    void saysWhatTheBudgetBounds() throws IOException {
        String box = page("demo", TestJob.job());
        String ball = page("demo", TestJob.job().inL2());
        String both =
                page("demo", TestJob.job(), TestJob.job().id("j1").ordinal(1).inL2());

        assertThat(box).contains("max |<i>δ</i>| ≤ <i>ε</i>").doesNotContain("rms");
        assertThat(ball)
                .contains("root mean square (rms) at most <i>ε</i>", "4/255 <small>rms</small>", "rms <i>δ</i> ≤ 4/255")
                .contains("at most 4/255 root mean square.")
                .doesNotContain("max |<i>δ</i>| ≤");
        assertThat(both).contains("max |<i>δ</i>| ≤ <i>ε</i></span> or, where a budget says rms");
    }

    @Test
    void fillsTemplatesExactly() {
        assertThat(Html.of("<p>{}</p>", "{}")).hasToString("<p>{}</p>");
        assertThatThrownBy(() -> Html.of("{}{}", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Html.of("{}", 1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesMedians() {
        assertThat(Summary.median(List.of(3.0, 1.0, Double.NaN, 2.0))).isEqualTo(2);
        assertThat(Summary.median(List.of(4.0, 1.0))).isEqualTo(2.5);
        assertThat(Summary.median(List.of())).isNaN();
    }

    private static String page(String name, TestJob... jobs) throws IOException {
        try (StubServices services = StubServices.start()) {
            List.of(jobs).forEach(services::add);
            ResultStoreClient store = new ResultStoreClient(services.address());
            return ReportPage.of(
                    name,
                    store.results("campaign-0").stream()
                            .map(record -> JobFiles.fetch(store, record))
                            .toList());
        }
    }
}
