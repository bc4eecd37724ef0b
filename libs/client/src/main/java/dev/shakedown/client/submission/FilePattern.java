package dev.shakedown.client.submission;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Locale;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * What a document's {@code file} says: a file, a directory (its photographs), or a glob such as {@code photos/*.png}. A
 * path that exists is taken literally, with any characters.
 */
final class FilePattern {

    private static final int DEEPEST = 16;

    private final Path folder;
    private final String text;

    FilePattern(Path folder, String text) {
        this.folder = folder;
        this.text = text;
    }

    /** The files that it means, sorted by path; empty if there are none. */
    List<Path> files() {
        try {
            Path literal = folder.resolve(text);
            if (Files.isRegularFile(literal)) {
                return List.of(literal);
            }
            if (Files.isDirectory(literal)) {
                return photographsIn(literal);
            }
        } catch (InvalidPathException e) {
            return List.of();
        }
        return isGlob() ? matches() : List.of();
    }

    /** Whether it can mean more than one file. */
    boolean isPlural() {
        Path literal = folder.resolve(text);
        return Files.isDirectory(literal) || (!Files.exists(literal) && isGlob());
    }

    private boolean isGlob() {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    private List<Path> matches() {
        String fixed = text.substring(0, firstOf("*?[{"));
        Path start = folder.resolve(fixed.substring(0, fixed.lastIndexOf('/') + 1));
        // Compared as written: normalising would make "../" vanish from one side only.
        String prefix = fixed.substring(0, fixed.lastIndexOf('/') + 1);
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + text.substring(prefix.length()));
            return walk(start, DEEPEST, path -> matcher.matches(start.relativize(path)));
        } catch (PatternSyntaxException e) {
            return List.of();
        }
    }

    private int firstOf(String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static List<Path> photographsIn(Path directory) {
        return walk(directory, 1, FilePattern::isPhotograph);
    }

    private static boolean isPhotograph(Path path) {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
    }

    private static List<Path> walk(Path start, int depth, java.util.function.Predicate<Path> accepted) {
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(start, depth)) {
            return paths.filter(Files::isRegularFile).filter(accepted).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
