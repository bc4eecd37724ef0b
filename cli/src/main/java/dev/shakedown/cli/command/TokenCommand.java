package dev.shakedown.cli.command;

import dev.shakedown.service.access.Role;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "token",
        header = "Issue a token, signed with a key of ./shakedown keys.",
        description = "Prints it. Its bearer may do what its role allows until it expires; it cannot be revoked.",
        mixinStandardHelpOptions = true)
final class TokenCommand extends PrintingCommand {

    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "The private key: issuer-private.pem, or any RSA key as PEM (PKCS#8, not encrypted).")
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private Path key;

    @Option(
            names = "--issuer",
            paramLabel = "NAME",
            required = true,
            description = "What the services' mp.jwt.verify.issuer says, such as https://shakedown.example.")
    private String issuer = "";

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            description = "What the services' mp.jwt.verify.audiences says, if it is set (default: ${DEFAULT-VALUE}).")
    private String audience = "shakedown";

    @Option(names = "--subject", paramLabel = "WHO", required = true, description = "Whose it is.")
    private String subject = "";

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "read, submit or admin.")
    private String role = "";

    @Option(
            names = "--valid-for",
            paramLabel = "TIME",
            description = "Such as 90m, 12h or 30d (default: ${DEFAULT-VALUE}).")
    private String validFor = "30d";

    @Override
    public Integer call() throws IOException {
        if (!Role.all().contains(role)) {
            throw CommandException.badInput("--role: %s: must be read, submit or admin".formatted(role));
        }
        IssuerKey.Token token = new IssuerKey.Token(issuer, audience, subject, role, Instant.now(), duration());
        print(token.signedWith(issuerKey()));
        return ExitCode.OK;
    }

    private IssuerKey issuerKey() throws IOException {
        try {
            return IssuerKey.read(key);
        } catch (NoSuchFileException e) {
            throw CommandException.badInput("--key: %s: no such file".formatted(key));
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput("--key: %s: %s".formatted(key, e.getMessage()));
        }
    }

    private Duration duration() {
        Matcher matcher = DURATION.matcher(validFor);
        if (!matcher.matches()) {
            throw CommandException.badInput(
                    "--valid-for: %s: must be minutes, hours or days, such as 90m, 12h or 30d".formatted(validFor));
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
