package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Chromium without a screen that shows one page after the other. */
final class Browser {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final int DESK = 1280;
    private static final String REQUIRED = "shakedown.browser.required";

    private final String program;

    private Browser(String program) {
        this.program = program;
    }

    /**
     * A page as it is after its scripts have run.
     *
     * @param text what it says, without markup
     * @param document its markup
     * @param complaints what the browser's console says of errors
     */
    record Shown(String text, String document, List<String> complaints) {}

    /**
     * The browser of this machine. Where there is none the test is passed over; with the system property
     * {@value #REQUIRED} it fails.
     */
    static Browser ofThisMachine() {
        Optional<Browser> found = find();
        if (Boolean.getBoolean(REQUIRED)) {
            assertThat(found).as("a browser in PATH: one of %s", NAMES).isPresent();
        }
        assumeThat(found).as("a browser in PATH: one of %s", NAMES).isPresent();
        return found.orElseThrow();
    }

    private static Optional<Browser> find() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> new Browser(program.toString()));
    }

    /** Opens a page that stays open. */
    LivePage open(String address) throws IOException, InterruptedException {
        return open(address, DESK);
    }

    private LivePage open(String address, int width) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory("shakedown-browser");
        List<String> command = new ArrayList<>(List.of(program, "--headless", "--no-sandbox", "--disable-gpu"));
        command.addAll(List.of("--disable-quic", "--no-first-run", "--disable-background-networking"));
        command.addAll(List.of("--disable-component-update", "--disable-sync", "--remote-debugging-port=0"));
        command.addAll(List.of("--user-data-dir=" + profile.resolve("data"), "--window-size=" + width + ",1200"));
        return LivePage.open(new ProcessBuilder(command), profile, address);
    }

    /** Shows a page in a window of that width, in pixels. */
    Shown show(String address, int width) throws IOException, InterruptedException {
        try (LivePage page = open(address, width)) {
            page.awaitRest();
            String markup = page.evaluate("document.documentElement.outerHTML").asText();
            String text = markup.replaceAll("(?s)<(script|style).*?</\\1>", " ")
                    .replaceAll("<[^>]*>", " ")
                    .replaceAll("\\s+", " ");
            return new Shown(text, markup, page.complaints());
        }
    }
}
