package dev.shakedown.cli.command;

import dev.shakedown.client.CampaignLookup;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.client.artifact.BrokenArtifact;
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
        print(commandLine.getErr(), List.of("%s (%s)".formatted(message, advice)));
        return ExitStatus.BAD_INPUT;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (failure instanceof CommandException known) {
            print(err, known.lines());
            return known.exitStatus();
        } else if (failure instanceof InvalidDocument invalid) {
            print(err, invalid.lines());
            return ExitStatus.BAD_INPUT;
        } else if (failure instanceof CampaignLookup.NoSuchCampaign campaign) {
            print(err, campaign.lines());
            return ExitStatus.BAD_INPUT;
        } else if (failure instanceof ServiceFailure service) {
            ServiceFailure explained = explained(service, commandLine);
            print(err, lines(explained));
            return status(explained);
        } else if (failure instanceof StackFailure stack) {
            print(err, List.of(String.valueOf(stack.getMessage())));
            stack.details().forEach(line -> err.println("  | " + line));
            err.flush();
            return ExitStatus.FAILED;
        } else if (failure instanceof BrokenArtifact) {
            print(err, List.of(String.valueOf(failure.getMessage())));
            return ExitStatus.FAILED;
        } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            print(err, List.of(ioLine(Objects.requireNonNullElse(failure.getCause(), failure))));
            return ExitStatus.FAILED;
        }
        if (commandLine.getCommand() instanceof ApiCommand command) {
            Optional<ServiceFailure> foreign = command.foreign();
            if (foreign.isPresent()) {
                print(err, lines(foreign.get()));
                return status(foreign.get());
            }
        }
        print(err, List.of("this is a bug: " + failure));
        failure.printStackTrace(err);
        err.flush();
        return ExitStatus.FAILED;
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

    private static List<String> lines(ServiceFailure failure) {
        if (failure instanceof ServiceFailure.WrongService) {
            return List.of("--api: " + failure.getMessage());
        }
        if (failure instanceof ServiceFailure.Unreachable) {
            return List.of(failure.getMessage() + "; start one with ./shakedown up, or name another with --api");
        }
        return failure instanceof ServiceFailure.Refused refused
                ? refused.problem().lines()
                : List.of(String.valueOf(failure.getMessage()));
    }

    private static int status(ServiceFailure failure) {
        return failure instanceof ServiceFailure.WrongService
                        || (failure instanceof ServiceFailure.Refused refused
                                && refused.problem().callersMistake())
                ? ExitStatus.BAD_INPUT
                : ExitStatus.FAILED;
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

    private static void print(PrintWriter err, List<String> lines) {
        lines.forEach(line -> err.println("shakedown: " + line));
        err.flush();
    }
}
