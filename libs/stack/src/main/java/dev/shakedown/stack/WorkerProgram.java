package dev.shakedown.stack;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A program of the worker, for work that needs networks: this module does not load libtorch. It runs in a JVM like the
 * worker's.
 */
public final class WorkerProgram {

    private final ProcessBuilder builder;

    private WorkerProgram(ProcessBuilder builder) {
        this.builder = builder;
    }

    /**
     * A program, not started.
     *
     * @param mainClass in the worker's jars
     */
    public static WorkerProgram of(Checkout checkout, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ServiceCommand.java().toString());
        command.add("-Xmx1g");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.add("-Dshakedown.networks.directory=" + joined(checkout.networks()));
        command.add("-cp");
        command.add(checkout.jars("attack-worker").stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // As the local stack starts its workers.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        return new WorkerProgram(builder);
    }

    /** Directories as {@code shakedown.networks.directory} takes them. */
    static String joined(List<Path> directories) {
        return directories.stream().map(Path::toString).collect(Collectors.joining(","));
    }

    /** Runs the program on this one's terminal; gives its exit status. */
    public int run() throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }

    /**
     * Runs the program and reads what it prints, its standard error aside.
     *
     * @throws StackFailure if it does not end with status 0; it has said why on standard error
     */
    public byte[] output() throws IOException, InterruptedException {
        Process process = builder.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
        try {
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new StackFailure("the networks of this checkout cannot be listed");
            }
            return output;
        } finally {
            process.destroy();
        }
    }

    /** Starts the program, to be talked with line by line; its standard error goes to this one's. */
    public Conversation converse() throws IOException {
        return new Conversation(builder.redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start());
    }

    /** A program that answers lines with lines. Closing it ends it. Not thread-safe. */
    public static final class Conversation implements AutoCloseable {

        private final Process process;
        private final BufferedWriter toIt;
        private final BufferedReader fromIt;

        private Conversation(Process process) {
            this.process = process;
            this.toIt = process.outputWriter(StandardCharsets.UTF_8);
            this.fromIt = process.inputReader(StandardCharsets.UTF_8);
        }

        /**
         * Says a line. A few may be said before the first is answered, as many as fit into a pipe.
         *
         * @throws StackFailure if the program has ended
         */
        public void say(String line) throws InterruptedException {
            try {
                toIt.write(line);
                toIt.newLine();
                toIt.flush();
            } catch (IOException e) {
                throw ended();
            }
        }

        /**
         * Waits for the next line.
         *
         * @throws StackFailure if the program has ended; it has said why on standard error
         */
        public String hear() throws IOException, InterruptedException {
            String line = fromIt.readLine();
            if (line == null) {
                throw ended();
            }
            return line;
        }

        private StackFailure ended() throws InterruptedException {
            return new StackFailure("the worker's program ended with status " + process.waitFor());
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
