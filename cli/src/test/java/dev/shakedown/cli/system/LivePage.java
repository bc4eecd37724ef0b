package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.stack.ScratchDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A page that stays open in a browser and can be operated, by Chromium's DevTools protocol. */
final class LivePage implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Tells a page at rest: loaded, with no request under way, and unchanged for a moment in which it was painted often
     * enough to measure itself and draw.
     */
    private static final String WATCH = """
            (() => {
              let requests = 0, paintings = 0, changed = 0;
              const change = () => { paintings = 0; changed = performance.now(); };
              const paint = () => { paintings++; requestAnimationFrame(paint); };
              const load = window.fetch;
              window.fetch = async (...request) => {
                requests++;
                try {
                  return await load(...request);
                } finally {
                  requests--;
                  change();
                }
              };
              new MutationObserver(change).observe(
                document, { subtree: true, childList: true, attributes: true, characterData: true });
              requestAnimationFrame(paint);
              window.isAtRest = () => document.readyState === 'complete' && requests === 0 && paintings > 4
                && performance.now() > changed + 300 && [...document.images].every(({ loading, complete }) => loading === 'lazy' || complete);
            })()""";

    private final Process browser;
    private final Path profile;
    private final WebSocket socket;
    private final Answers answers;
    private int calls;

    private LivePage(Process browser, Path profile, WebSocket socket, Answers answers) {
        this.browser = browser;
        this.profile = profile;
        this.socket = socket;
        this.answers = answers;
    }

    /** Opens a page; the browser's errors go to a file in its profile, which is deleted with the page. */
    static LivePage open(ProcessBuilder browser, Path profile, String address)
            throws IOException, InterruptedException {
        Path errors = profile.resolve("errors.txt");
        Process process = browser.redirectError(errors.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(Launcher.await(() -> listening(errors) != null, START)).isTrue();
        URI list = URI.create("http://" + listening(errors) + "/json/list");
        String[] page = {""};
        assertThat(Launcher.await(() -> !(page[0] = pageOf(list)).isEmpty(), START))
                .isTrue();
        Answers answers = new Answers();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(page[0]), answers)
                .join();
        LivePage opened = new LivePage(process, profile, socket, answers);
        opened.call("Log.enable", JSON.createObjectNode());
        opened.call("Runtime.enable", JSON.createObjectNode());
        opened.call("Page.enable", JSON.createObjectNode());
        opened.call(
                "Page.addScriptToEvaluateOnNewDocument", JSON.createObjectNode().put("source", WATCH));
        opened.call("Page.navigate", JSON.createObjectNode().put("url", address));
        return opened;
    }

    private static @Nullable String listening(Path errors) {
        try {
            Matcher found = LISTENING.matcher(Files.readString(errors));
            return found.find() ? found.group(1) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String pageOf(URI list) {
        try {
            for (JsonNode target : JSON.readTree(list.toURL())) {
                if (target.path("type").asText().equals("page")) {
                    return target.path("webSocketDebuggerUrl").asText();
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }

    /** The value of an expression. */
    JsonNode evaluate(String expression) {
        ObjectNode parameters = JSON.createObjectNode()
                .put("expression", expression)
                .put("returnByValue", true)
                .put("userGesture", true);
        return call("Runtime.evaluate", parameters).at("/result/result/value");
    }

    /** Waits until the page has loaded and drawn everything. */
    void awaitRest() throws InterruptedException {
        assertThat(Launcher.await(() -> evaluate("window.isAtRest?.() === true").asBoolean(), START))
                .as("the page at rest: %s", text())
                .isTrue();
    }

    /** What the browser's console has said. */
    List<String> complaints() {
        return List.copyOf(answers.complaints);
    }

    /** What the page says. */
    String text() {
        return evaluate("document.body.innerText").asText();
    }

    /** Waits until the page says something. */
    void awaitText(String words) throws InterruptedException {
        assertThat(Launcher.await(() -> text().contains(words), START))
                .as("%s in: %s", words, text())
                .isTrue();
    }

    /** Presses the button of that label as soon as there is one that is not disabled. */
    void press(String label) throws InterruptedException {
        String button = "[...document.querySelectorAll('button')].find(one => one.textContent === %s && !one.disabled)"
                .formatted(JSON.valueToTree(label));
        assertThat(Launcher.await(
                        () -> evaluate("(one => { one?.click(); return Boolean(one); })(%s)".formatted(button))
                                .asBoolean(),
                        START))
                .as("a button %s in: %s", label, text())
                .isTrue();
    }

    /** Chooses files in a file input. */
    void choose(String inputId, Path... files) {
        int root = call("DOM.getDocument", JSON.createObjectNode())
                .at("/result/root/nodeId")
                .asInt();
        ObjectNode selector = JSON.createObjectNode().put("nodeId", root).put("selector", "#" + inputId);
        int input = call("DOM.querySelector", selector).at("/result/nodeId").asInt();
        ObjectNode chosen = JSON.createObjectNode().put("nodeId", input);
        chosen.set(
                "files",
                JSON.valueToTree(Arrays.stream(files).map(Path::toString).toList()));
        call("DOM.setFileInputFiles", chosen);
    }

    private JsonNode call(String method, ObjectNode parameters) {
        int id = ++calls;
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        CompletableFuture<JsonNode> answer = answers.of(id);
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(ANSWER.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        List<ProcessHandle> parts = browser.descendants().toList();
        browser.destroy();
        if (!browser.waitFor(ANSWER.toSeconds(), TimeUnit.SECONDS)) {
            browser.destroyForcibly();
        }
        parts.forEach(ProcessHandle::destroyForcibly);
        try {
            ScratchDirectory.deleteTree(profile);
        } catch (IOException e) {
            // A part of the browser that is still ending may write. The folder for temporary files keeps the rest.
        }
    }

    /** Answers by the number of their call. */
    private static final class Answers implements WebSocket.Listener {

        private static final Set<String> COMPLAINTS =
                Set.of("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown");

        private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
        private final List<String> complaints = new CopyOnWriteArrayList<>();
        private final StringBuilder part = new StringBuilder();

        CompletableFuture<JsonNode> of(int id) {
            return waiting.computeIfAbsent(id, absent -> new CompletableFuture<>());
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                try {
                    JsonNode message = JSON.readTree(part.toString());
                    if (message.has("id")) {
                        of(message.get("id").asInt()).complete(message);
                    } else if (COMPLAINTS.contains(message.path("method").asText())) {
                        complaints.add(message.get("params").toString());
                    }
                } catch (IOException e) {
                    throw new IllegalStateException("The browser speaks JSON", e);
                } finally {
                    part.setLength(0);
                }
            }
            socket.request(1);
            return null;
        }
    }
}
