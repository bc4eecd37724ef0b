package dev.shakedown.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "keys",
        header = "Make a key pair to sign tokens with.",
        description = {
            "DIR gets issuer-private.pem, which signs tokens (./shakedown token): keep it secret; and",
            "issuer-public.pem, which the services verify tokens with. Existing files are not replaced."
        },
        mixinStandardHelpOptions = true)
final class KeysCommand extends PrintingCommand {

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the two files go.")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path out;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(out);
        Path privateFile = out.resolve("issuer-private.pem");
        Path publicFile = out.resolve("issuer-public.pem");
        for (Path file : new Path[] {privateFile, publicFile}) {
            if (Files.exists(file)) {
                throw CommandException.badInput("--out: %s exists, and is not replaced".formatted(file));
            }
        }
        IssuerKey.make(privateFile, publicFile);
        print(List.of(privateFile.toString(), publicFile.toString()));
        return ExitCode.OK;
    }
}
