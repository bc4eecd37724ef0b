package dev.shakedown.cli.command;

import dev.shakedown.client.CampaignLookup;
import dev.shakedown.client.JobFiles;
import dev.shakedown.client.JobLookup;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.client.submission.InvalidDocument;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.stack.StackFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Maps failures to lines on standard error and an exit status, for every command. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final int NOT_FOUND = 404;

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine commandLine = failure.getCommandLine();
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        String command = commandLine.getCommandSpec().qualifiedName(" ");
        List<String> suggestions =
                failure instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String advice = suggestions.isEmpty()
                ? "see ./%s --help".formatted(command)
                : "did you mean %s?".formatted(suggestions.get(0));
        return report(commandLine.getErr(), ExitCode.USAGE, List.of("%s (%s)".formatted(message, advice)));
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        List<String> message = List.of(String.valueOf(failure.getMessage()));
        if (failure instanceof CommandException known) {
            return report(err, known.exitStatus(), message);
        } else if (failure instanceof InvalidDocument invalid) {
            return report(err, ExitCode.USAGE, invalid.lines());
        } else if (failure instanceof CampaignLookup.NoSuchCampaign campaign) {
            return report(err, ExitCode.USAGE, campaign.lines());
        } else if (failure instanceof JobLookup.NoSuchJob) {
            return report(err, ExitCode.USAGE, message);
        } else if (failure instanceof ServiceFailure service) {
            return report(err, explained(service, commandLine));
        } else if (failure instanceof StackFailure stack) {
            report(err, ExitCode.SOFTWARE, message);
            stack.details().forEach(line -> err.println("  | " + line));
            err.flush();
            return ExitCode.SOFTWARE;
        } else if (failure instanceof JobFiles.BrokenArtifact) {
            return report(err, ExitCode.SOFTWARE, message);
        } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            String line = ioLine(Objects.requireNonNullElse(failure.getCause(), failure));
            return report(err, ExitCode.SOFTWARE, List.of(line));
        }
        if (commandLine.getCommand() instanceof ApiCommand command) {
            Optional<ServiceFailure> foreign = command.foreign();
            if (foreign.isPresent()) {
                return report(err, foreign.get());
            }
        }
        report(err, ExitCode.SOFTWARE, List.of("this is a bug: " + failure));
        failure.printStackTrace(err);
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** Where a service says what is wrong, it is Shakedown. */
    private static ServiceFailure explained(ServiceFailure failure, CommandLine commandLine) {
        boolean isCertain = failure instanceof ServiceFailure.WrongService
                || (failure instanceof ServiceFailure.Refused refused
                        && !refused.problem().type().equals(Problem.NO_TYPE)
                        && refused.problem().status() != NOT_FOUND);
        return !isCertain && commandLine.getCommand() instanceof ApiCommand command
                ? command.foreign().orElse(failure)
                : failure;
    }

    private static int report(PrintWriter err, ServiceFailure failure) {
        if (failure instanceof ServiceFailure.WrongService) {
            return report(err, ExitCode.USAGE, List.of("--api: " + failure.getMessage()));
        } else if (failure instanceof ServiceFailure.Unreachable) {
            String line = failure.getMessage() + "; start one with ./shakedown up, or name another with --api";
            return report(err, ExitCode.SOFTWARE, List.of(line));
        } else if (failure instanceof ServiceFailure.Refused refused) {
            int status = refused.problem().callersMistake() ? ExitCode.USAGE : ExitCode.SOFTWARE;
            return report(err, status, refused.problem().lines());
        }
        return report(err, ExitCode.SOFTWARE, List.of(String.valueOf(failure.getMessage())));
    }

    private static String ioLine(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            String reason = file instanceof NoSuchFileException
                    ? "no such file or directory"
                    : file instanceof AccessDeniedException ? "permission denied" : file.getReason();
            return "%s: %s"
                    .formatted(file.getFile(), reason == null ? file.getClass().getSimpleName() : reason);
        }
        return String.valueOf(failure.getMessage());
    }

    private static int report(PrintWriter err, int status, List<String> lines) {
        lines.forEach(line -> err.println("shakedown: " + line));
        err.flush();
        return status;
    }
}
