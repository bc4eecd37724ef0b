package dev.shakedown.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** A program of this machine that a person talks with on this terminal. */
public final class TerminalProgram {

    private TerminalProgram() {}

    /** Where a program is, if it is on the path. */
    public static Optional<Path> find(String name) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it to its end; gives its exit status. Ctrl-C meanwhile is for the program, not for this one. */
    public static int run(List<String> command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }

    /** As {@link #run(List)}, in another directory or environment. */
    public static int run(ProcessBuilder program) throws IOException, InterruptedException {
        // Not ignored, which the program would inherit.
        SignalHandler former = Signal.handle(new Signal("INT"), signal -> {});
        try {
            return program.inheritIO().start().waitFor();
        } finally {
            Signal.handle(new Signal("INT"), former);
        }
    }
}
