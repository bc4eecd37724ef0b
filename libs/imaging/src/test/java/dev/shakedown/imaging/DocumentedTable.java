package dev.shakedown.imaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tables of docs/images.md. */
public final class DocumentedTable {

    private static final Path PAGE = Path.of(System.getProperty("shakedown.root", "../.."), "docs", "images.md");

    private DocumentedTable() {}

    /** The first cell of each row of the table under a heading. */
    public static List<String> rows(String heading) {
        try {
            return Files.readAllLines(PAGE).stream()
                    .dropWhile(line -> !line.equals("## " + heading))
                    .skip(1)
                    .takeWhile(line -> !line.startsWith("## "))
                    .filter(line -> line.startsWith("| "))
                    .skip(1)
                    .map(line -> line.split("\\|")[1].strip())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
