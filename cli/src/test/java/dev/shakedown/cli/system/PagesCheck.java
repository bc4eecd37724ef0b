package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.cli.system.Browser.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** The pages, with a campaign that ran and one that was cancelled, in a browser. */
class PagesCheck {

    private static final Duration START = Duration.ofMinutes(3);
    private static final int DESK = 1280;
    private static final int PHONE = 500;

    private final Path directory;
    private final int port;

    PagesCheck(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    void run() throws IOException, InterruptedException {
        String api = "--api=http://127.0.0.1:" + port;
        String store = "http://127.0.0.1:" + (port + 1);
        Browser browser = Browser.ofThisMachine();
        Path campaign = TinyCampaign.write(directory);
        Launcher.call("submit", campaign.toString(), "--wait", api);
        String id = get(store + "/api/v1/campaigns").at("/campaigns/0/id").asText();
        JsonNode job = get(store + "/api/v1/campaigns/" + id + "/results?sort=change&limit=1")
                .get("results")
                .get(0);
        String jobId = job.get("request").get("jobId").asText();
        String attacked = twoDigits(job.at("/result/outcome/evaluation/attackedToSharp/psnr"));
        String clean = twoDigits(job.at("/result/outcome/evaluation/cleanToSharp/psnr"));

        String abandoned = Launcher.call(
                        "submit", TinyCampaign.writeEndless(directory).toString(), api)
                .strip();
        Launcher.call("cancel", abandoned, api);
        assertThat(Launcher.await(() -> isCancelled(store, abandoned), START)).isTrue();

        Shown campaigns = browser.show(store + "/", DESK);
        Shown ofAbandoned = browser.show(store + "/campaign.html?id=" + abandoned, DESK);
        Shown ofCampaign = browser.show(store + "/campaign.html?id=" + id, DESK);
        Shown gallery = browser.show(store + "/gallery.html?id=" + id, PHONE);
        Shown ofJob = browser.show(store + "/job.html?id=" + jobId + "&campaign=" + id, PHONE);
        Path folder = directory.resolve("report");
        Launcher.call("report", id, "--out", folder.toString(), api);
        Path file = folder.resolve("report.html");
        Shown report = browser.show(file.toUri().toString(), DESK);
        Shown reportOnAPhone = browser.show(file.toUri().toString(), PHONE);
        Shown comparison = browser.show(store + "/compare.html?id=" + id + "&with=" + abandoned, DESK);
        Shown withoutId = browser.show(store + "/campaign.html", DESK);
        Shown ofNothing = browser.show(store + "/campaign.html?id=nobody", DESK);

        assertThat(campaigns.text())
                .containsSubsequence(TinyCampaign.ENDLESS, "cancelled")
                .containsSubsequence(TinyCampaign.NAME, "finished", "That is all: 2 campaigns.");
        assertThat(ofAbandoned.text()).contains(TinyCampaign.JOBS + " cancelled", "Run the rest after all");
        assertThat(ofCampaign.text())
                .contains("Similarity to source", TinyCampaign.JOBS + " of " + TinyCampaign.JOBS, clean);
        assertThat(ofCampaign.document()).contains("class=\"line\"");
        assertThat(gallery.text()).contains(attacked);
        assertThat(gallery.document()).contains("/artifacts/attacked-output-picture");
        assertThat(ofJob.text())
                .contains(attacked, clean, "./shakedown fetch " + jobId)
                .contains("--out job-0", "--wait --api http://127.0.0.1:" + port);
        for (Shown page : new Shown[] {report, reportOnAPhone}) {
            assertThat(page.text())
                    .contains("Similarity to source", "Robustness", "The attack raises it from")
                    .contains(TinyCampaign.JOBS + " of " + TinyCampaign.JOBS, clean, attacked);
            assertThat(page.document())
                    .contains("class=\"line\"", "<img src=\"data:image/png;base64,", "href=\"#job-0\"");
            assertThat(page.complaints()).isEmpty();
        }
        assertThat(ofNothing.text()).contains("There is no campaign nobody");
        assertThat(withoutId.text()).contains("No campaign is chosen", "All campaigns");
        assertThat(comparison.text())
                .contains(TinyCampaign.NAME + " and " + TinyCampaign.ENDLESS, TinyCampaign.NAME + ": wiener", clean);
        assertThat(comparison.document()).contains("class=\"line\"");
        for (Shown page : new Shown[] {campaigns, ofAbandoned, ofCampaign, gallery, ofJob, comparison, withoutId}) {
            assertThat(page.complaints()).isEmpty();
        }
    }

    private static boolean isCancelled(String store, String campaign) {
        try {
            return get(store + "/api/v1/campaigns/" + campaign)
                    .path("state")
                    .asText()
                    .equals("CANCELLED");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String twoDigits(JsonNode number) {
        return String.format(Locale.ROOT, "%.2f", number.asDouble());
    }

    private static JsonNode get(String address) throws IOException {
        return new ObjectMapper().readTree(URI.create(address).toURL());
    }
}
