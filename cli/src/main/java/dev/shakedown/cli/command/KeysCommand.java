package dev.shakedown.cli.command;

import dev.shakedown.cli.token.IssuerKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the key pair of an issuer of tokens. */
@Command(
        name = "keys",
        header = "Make a key pair to sign tokens with.",
        description = {
            "DIR gets issuer-private.pem, which stays with whoever issues tokens (./shakedown token), and",
            "issuer-public.pem, which the services verify tokens with. Files that are there are not replaced."
        },
        mixinStandardHelpOptions = true)
final class KeysCommand implements Callable<Integer> {

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the two files go.")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        Path privateFile = out.resolve("issuer-private.pem");
        Path publicFile = out.resolve("issuer-public.pem");
        for (Path file : new Path[] {privateFile, publicFile}) {
            if (Files.exists(file)) {
                throw CommandException.badInput("--out: %s is there already, and is not replaced".formatted(file));
            }
        }
        try {
            IssuerKey.make(privateFile, publicFile);
        } catch (FileAlreadyExistsException e) {
            throw CommandException.badInput("--out: %s is there already".formatted(e.getFile()));
        }
        PrintWriter to = spec.commandLine().getOut();
        to.println(privateFile);
        to.println(publicFile);
        to.flush();
        return ExitStatus.OK;
    }
}
