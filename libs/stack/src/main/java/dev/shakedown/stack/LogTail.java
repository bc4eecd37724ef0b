package dev.shakedown.stack;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The end of a log, without the frames of stack traces: who reads it wants to know what, and not yet where. */
final class LogTail {

    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_LINES = 20;
    private static final Pattern FRAME = Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ more)|\\s*");

    private LogTail() {}

    /** The last lines, and one that says where the others are. */
    static List<String> of(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(MOST_BYTES, file.length())];
            file.seek(file.length() - bytes.length);
            file.readFully(bytes);
            List<String> lines = withoutFrames(new String(bytes, StandardCharsets.UTF_8));
            List<String> tail = new ArrayList<>(lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
            tail.add("(the whole log is " + log + ")");
            return tail;
        } catch (IOException e) {
            return List.of("(no log: " + e.getMessage() + ")");
        }
    }

    /** The lines of a log that say something. */
    static List<String> withoutFrames(String text) {
        return text.lines().filter(line -> !FRAME.matcher(line).matches()).toList();
    }
}
