package dev.shakedown.cli.command;

import dev.shakedown.client.WireFormat;
import dev.shakedown.stack.RunningDatabase;
import dev.shakedown.stack.TerminalProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "sql",
        header = "Query the results of the stack that ./shakedown up runs, in SQL.",
        description = {
            "Opens psql as the role analyst, who can read the views of docs/sql.md and change nothing; where there is no",
            "psql, says how any client connects. With -c runs one query and prints its answer, without psql."
        },
        mixinStandardHelpOptions = true)
final class SqlCommand extends PrintingCommand {

    private static final Path USUAL_DATA = Path.of("shakedown-data");

    @Option(names = "-c", paramLabel = "QUERY", description = "Run this, print its answer, and end.")
    private @Nullable String query;

    @Option(names = "--json", description = "With -c: as JSON, an object a row.")
    private boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "shakedown-data",
            description = "As ./shakedown up was told (default: ${DEFAULT-VALUE}).")
    private Path data = USUAL_DATA;

    /** How to call this command for a data directory. */
    static String commandLine(Path data) {
        String directory = data.toString();
        String quoted =
                directory.matches("[A-Za-z0-9_./@%+=:,-]+") ? directory : "'" + directory.replace("'", "'\\''") + "'";
        return "./shakedown sql" + (data.equals(USUAL_DATA) ? "" : " --data " + quoted);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunningDatabase database = RunningDatabase.of(data);
        if (query != null) {
            return ask(database, query);
        }
        if (json) {
            throw CommandException.badInput("--json: must come with -c QUERY");
        }
        Optional<Path> psql = TerminalProgram.find("psql");
        if (psql.isPresent()) {
            return TerminalProgram.run(List.of(psql.get().toString(), database.uri()));
        }
        print(List.of(
                "psql is not installed; any PostgreSQL client can connect, without a password:",
                "  JDBC: " + database.jdbcUrl(),
                "  psql '" + database.uri() + "'"));
        return ExitCode.OK;
    }

    private int ask(RunningDatabase database, String text) {
        SqlQuery.Answer answer;
        try {
            answer = SqlQuery.ask(database.jdbcUrl(), text);
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw CommandException.failed(message);
        }
        print(json ? List.of(WireFormat.pretty(answer.objects())) : answer.lines());
        note(
                answer.whole()
                        ? "(%d row%s)".formatted(answer.rows(), answer.rows() == 1 ? "" : "s")
                        : "(the first %d rows; psql, or ./shakedown results --format csv --out FILE, gives all)"
                                .formatted(answer.rows()));
        return ExitCode.OK;
    }
}
