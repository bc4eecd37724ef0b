package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What can be done on the pages, done in a browser: pause, resume, cancel, retry, and a campaign of a photograph. */
class PageActionsCheck {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path directory;
    private final int port;

    PageActionsCheck(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    void run() throws IOException, InterruptedException {
        Browser browser = Browser.ofThisMachine();
        TinyCampaign.write(directory);
        String store = "http://127.0.0.1:" + (port + 1);
        // The pages' check has submitted and cancelled it.
        String id = Launcher.call(
                        "submit", TinyCampaign.writeEndless(directory).toString(), "--api=http://127.0.0.1:" + port)
                .strip();
        try (LivePage page = browser.open(store + "/campaign.html?id=" + id)) {
            page.press("Run the rest after all");
            page.awaitText("running");
            page.press("Pause");
            page.awaitText("paused");
            page.press("Resume");
            page.awaitText("running");
            page.press("Cancel");
            page.press("Cancel it: sure?");
            page.awaitText("cancelled");
        }
        try (LivePage page = browser.open(store + "/")) {
            page.awaitText("Submit a campaign");
            page.evaluate("document.querySelector('details.submission').open = true");
            page.choose("files", directory.resolve("waves.png"));
            page.awaitText("1 photograph uploaded.");
            assertThat(page.evaluate("document.getElementById('document').value")
                            .asText())
                    .contains("name: photographs", "{name: \"waves\", sha256: ");
            page.evaluate("const text = document.getElementById('document');"
                    + " text.value = text.value.replace(/networks: .*/, 'networks: [wiener]')"
                    + ".replace('untargeted}', 'untargeted, steps: 5}')");
            page.press("Check");
            page.awaitText("Valid: 4 jobs, 20 steps");
            page.press("Submit");
            // The list of campaigns, too, may have one of which 4 of 4 jobs succeeded.
            assertThat(Launcher.await(
                            () -> page.evaluate("location.href").asText().startsWith(store + "/campaign.html?id="),
                            PATIENCE))
                    .isTrue();
            page.awaitText("4 of 4 jobs succeeded");
        }
    }
}
