package dev.shakedown.client.submission;

import dev.shakedown.contract.campaign.NameRule;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a document's {@code file} says: a file, a directory (the photographs in it), or a {@link Glob} such as
 * {@code photos/*.png}. A path that exists is taken literally, with any characters; accents are found in either Unicode
 * form.
 */
final class FilePattern {

    /** HEIC and AVIF are not read, but a photograph that is not used must be noticed. */
    private static final Set<String> ENDINGS =
            Set.of("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif", "heic", "heif", "avif");

    private final Path folder;
    private final String text;

    FilePattern(Path folder, String text) {
        this.folder = folder;
        this.text = text;
    }

    /**
     * The files that it means, sorted by path; empty if there are none.
     *
     * @throws IOException if a folder cannot be read
     */
    List<FoundFile> files() throws IOException {
        try {
            Path literal = literal();
            if (Files.isRegularFile(literal)) {
                String name = String.valueOf(literal.getFileName());
                return List.of(new FoundFile(literal, shown(literal), name, FoundFile.withoutEnding(name)));
            }
            if (Files.isDirectory(literal)) {
                return walk(
                        literal,
                        1,
                        relative ->
                                Optional.of(FoundFile.withoutEnding(relative)).filter(key -> isPhotograph(relative)));
            }
            return Glob.isGlob(text) ? matches() : List.of();
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    /** Whether it can mean more than one file. */
    boolean isPlural() {
        try {
            Path literal = literal();
            return Files.isDirectory(literal) || (!Files.exists(literal) && Glob.isGlob(text));
        } catch (InvalidPathException | IOException e) {
            return Glob.isGlob(text);
        }
    }

    private List<FoundFile> matches() throws IOException {
        // Compared as written: normalising would make "../" vanish from one side only.
        String prefix = text.substring(0, text.lastIndexOf('/', Glob.firstWildcard(text)) + 1);
        String rest = text.substring(prefix.length());
        Optional<Glob.Compiled> glob = Glob.compile(rest);
        int depth = rest.contains("**")
                ? Integer.MAX_VALUE
                : 1 + (int) rest.chars().filter(c -> c == '/').count();
        return glob.isEmpty() ? List.of() : walk(found(prefix), depth, glob.get()::match);
    }

    private static boolean isPhotograph(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.startsWith(".") && ENDINGS.contains(lower.substring(lower.lastIndexOf('.') + 1));
    }

    /** Files below a folder whose relative path has a key. */
    private List<FoundFile> walk(Path start, int depth, Function<String, Optional<String>> keys) throws IOException {
        List<FoundFile> files = new ArrayList<>();
        if (!Files.isDirectory(start)) {
            return files;
        }
        boolean hiddenToo = text.startsWith(".") || text.contains("/.");
        Files.walkFileTree(start, Set.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean hidden = !directory.equals(start)
                        && String.valueOf(directory.getFileName()).startsWith(".");
                return hidden && !hiddenToo ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String relative = slashed(start.relativize(file));
                if (attributes.isRegularFile()) {
                    keys.apply(relative).ifPresent(key -> files.add(new FoundFile(file, shown(file), relative, key)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        files.sort((a, b) -> a.path().compareTo(b.path()));
        return files;
    }

    private Path literal() throws IOException {
        return found(text);
    }

    /** The path, in the Unicode form in which its files are named. */
    private Path found(String written) throws IOException {
        Path literal = folder.resolve(written);
        if (Files.exists(literal) || NameRule.normalised(written).chars().allMatch(c -> c < 128)) {
            return literal;
        }
        Path path = Path.of(written).isAbsolute() ? literal.getRoot() : folder;
        for (Path name : Path.of(written)) {
            Path next = path.resolve(name);
            path = Files.exists(next) || !Files.isDirectory(path)
                    ? next
                    : sameName(path, name).orElse(next);
        }
        return path;
    }

    private static Optional<Path> sameName(Path directory, Path name) throws IOException {
        String wanted = NameRule.normalised(name.toString());
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> NameRule.normalised(String.valueOf(entry.getFileName()))
                            .equals(wanted))
                    .findFirst();
        }
    }

    private String shown(Path file) {
        return slashed(
                Path.of(text).isAbsolute() ? file : folder.relativize(file).normalize());
    }

    private static String slashed(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}
