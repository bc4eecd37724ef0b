package dev.shakedown.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The database of a local stack that another {@code ./shakedown up} runs, for analysts: they may read the views of
 * {@code docs/sql.md}, and change nothing.
 *
 * @param port where it listens on 127.0.0.1
 */
public record RunningDatabase(int port) {

    private static final String ANALYST = "analyst";
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /**
     * Finds it by the stack's data directory.
     *
     * @throws StackFailure if no database runs there
     */
    public static RunningDatabase of(Path data) throws IOException {
        Path file = data.resolve("postgres").resolve("cluster").resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > PORT_LINE && isAlive(lines.get(PID_LINE).strip())) {
                return new RunningDatabase(Integer.parseInt(lines.get(PORT_LINE).strip()));
            }
        } catch (NoSuchFileException e) {
            // No database runs there: reported below.
        }
        throw new StackFailure(
                "no stack runs with its data in %s; start one with ./shakedown up --data %s, or name another with --data"
                        .formatted(data, data));
    }

    private static boolean isAlive(String pid) {
        return pid.chars().allMatch(Character::isDigit)
                && !pid.isEmpty()
                && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    /** Where JDBC connects; needs no password. */
    public String jdbcUrl() {
        return jdbcUrl("jdbc:postgresql://127.0.0.1:%d/shakedown".formatted(port));
    }

    /** An analyst's address of a database. */
    static String jdbcUrl(String address) {
        return address + "?user=" + ANALYST;
    }

    /** Where psql connects; needs no password. */
    public String uri() {
        return "postgresql://%s@127.0.0.1:%d/shakedown".formatted(ANALYST, port);
    }
}
