package dev.shakedown.cli.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a Markdown document.
 *
 * @param document the file, relative to the checkout
 * @param line the line of its first text, from 1
 * @param language what stands behind the opening fence, or nothing
 * @param text the lines between the fences
 */
public record DocumentedBlock(Path document, int line, String language, String text) {

    private static final Pattern FENCED =
            Pattern.compile("^ *```(\\w*)\\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SPAN = Pattern.compile("`(\\./shakedown[^`]*)`");
    private static final String LAUNCHER = "./shakedown";

    /** Documents of the checkout in which readers find commands and campaigns. */
    static List<Path> documents(Path root) throws IOException {
        List<Path> documents = new ArrayList<>(List.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")));
        for (String folder : List.of("docs", "result-store", "helm/shakedown", "docker", "lab", "models/zoo")) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        return documents;
    }

    /** Every block of every document, in order. */
    public static List<DocumentedBlock> all(Path root) throws IOException {
        List<DocumentedBlock> blocks = new ArrayList<>();
        for (Path document : documents(root)) {
            String text = Files.readString(document);
            Matcher fenced = FENCED.matcher(text);
            while (fenced.find()) {
                int line = 1 + (int) text.substring(0, fenced.start(2)).lines().count();
                blocks.add(new DocumentedBlock(root.relativize(document), line, fenced.group(1), fenced.group(2)));
            }
        }
        return blocks;
    }

    /** The lines that call the launcher, without their comments. */
    public List<String> commands() {
        return text.replace("\\\n", " ")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(LAUNCHER + " "))
                .map(line -> line.replaceAll("\\s+# .*$", ""))
                .toList();
    }

    /** Calls of the launcher in running text. */
    static List<String> spans(Path document) {
        try {
            return SPAN.matcher(Files.readString(document))
                    .results()
                    .map(span -> span.group(1).replaceAll("\\s+", " "))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return document + ":" + line;
    }
}
