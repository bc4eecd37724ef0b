package dev.shakedown.stack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A program of the worker, for work that needs networks: this module does not load libtorch. It runs in a JVM like the
 * worker's.
 */
public final class WorkerProgram {

    /** How the launcher script describes the terminal. */
    private static final List<String> TERMINAL = List.of("shakedown.terminal", "shakedown.columns");

    /** Float32 in convolutions on a GPU (0), or TF32 where libtorch allows it; read by NVIDIA's libraries. */
    static final String TF32 = "NVIDIA_TF32_OVERRIDE";

    /** Settings of glibc's allocator. */
    static final String ALLOCATOR = "GLIBC_TUNABLES";

    /**
     * Memory that a step frees stays in the process for the next one, in one heap for all threads. Otherwise glibc
     * gives it back, and the system clears each page again: 20 % of a step's processor time with large passes.
     */
    static final String KEEP_MEMORY =
            "glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=4294967296:glibc.malloc.arena_max=1";

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
        command.add(Checkout.java().toString());
        command.add("-Xmx1g");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.add("-Dshakedown.networks.directory=" + joined(checkout.networks()));
        for (String property : TERMINAL) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.add("-cp");
        command.add(checkout.jars("attack-worker").stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        // As the local stack starts its workers.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putIfAbsent(TF32, "0");
        builder.environment().putIfAbsent(ALLOCATOR, KEEP_MEMORY);
        return new WorkerProgram(builder);
    }

    /** Directories as {@code shakedown.networks.directory} takes them. */
    static String joined(List<Path> directories) {
        return directories.stream().map(Path::toString).collect(Collectors.joining(","));
    }

    /** Sets an environment variable of the program: other users of the machine cannot read it, unlike an argument. */
    public void setEnvironment(String name, String value) {
        builder.environment().put(name, value);
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
}
