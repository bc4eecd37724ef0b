package dev.shakedown.cli.command;

import dev.shakedown.client.bundle.BundleKey;
import dev.shakedown.client.bundle.BundleWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bundle",
        header = "Write a campaign into one file that others can check.",
        description = {
            "The file holds the campaign's document, every number, perturbations, blurred images, kernels, uploads, and the"
                    + " hash of each. ./shakedown verify --bundle FILE recomputes it anywhere, without a service."
        },
        mixinStandardHelpOptions = true)
final class BundleCommand extends ListingCommand {

    private static final long NOTED_EVERY = 100;

    @Mixin
    private final CampaignChoice campaign = new CampaignChoice.Argument();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where to write; must not exist.")
    private Path out = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Sign with this Ed25519 key, a PEM file: openssl genpkey -algorithm ed25519.")
    private @Nullable Path key;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(out)) {
            throw CommandException.badInput("--out: %s: exists, and is not replaced".formatted(out));
        }
        PrivateKey signer = key == null ? null : signer(key);
        String id = campaign.requiredId(this);
        try {
            BundleWriter.write(store(), id, out, ShakedownCommand.version(), signer, written -> {
                if (written % NOTED_EVERY == 0) {
                    note("%d jobs written".formatted(written));
                }
            });
        } catch (BundleWriter.NotEnded e) {
            throw CommandException.badInput(String.valueOf(e.getMessage()));
        }
        print(List.of(out.toString()), () -> List.of(out.toString()));
        note("%d bytes; check it with: %s".formatted(Files.size(out), "./shakedown verify --bundle " + out));
        return ExitCode.OK;
    }

    private static PrivateKey signer(Path file) throws IOException {
        try {
            return BundleKey.privateKey(file);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput("--key: " + e.getMessage());
        }
    }
}
