package dev.shakedown.stack;

import dev.shakedown.stack.embedded.StartFailedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The local stack could not start, or a process of it ended unexpectedly. */
public final class StackFailure extends RuntimeException {

    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_LINES = 20;
    private static final Pattern FRAME = Pattern.compile("\\s+(at .*|\\.\\.\\. \\d+ more)|\\s*");

    private final List<String> details;

    private StackFailure(String message, List<String> details) {
        super(message);
        this.details = List.copyOf(details);
    }

    public StackFailure(String message) {
        this(message, List.of());
    }

    /** A failure that the end of a log explains. */
    StackFailure(String message, Path log) {
        this(message, tail(log));
    }

    static StackFailure of(StartFailedException failure) {
        List<String> lines = withoutFrames(String.valueOf(failure.getMessage()));
        return new StackFailure(lines.get(0), lines.subList(1, lines.size()));
    }

    /** A process ended; {@code how} in words. */
    static StackFailure ofEnded(String name, String how, Path log) {
        return new StackFailure(
                name + " " + how + "; nothing that was accepted is lost: the next start goes on with it", log);
    }

    /** The end of the failed process's log, a line each. */
    public List<String> details() {
        return details;
    }

    /** The last lines of a log without the frames of stack traces, and a line that says where the others are. */
    static List<String> tail(Path log) {
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

    private static List<String> withoutFrames(String text) {
        return text.lines().filter(line -> !FRAME.matcher(line).matches()).toList();
    }
}
