package dev.shakedown.cli.command;

import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        header = "Write a commented campaign for a folder of photographs and a network.",
        description = {
            "The blur is one that the network was trained for, as far as its card says so.",
            "Change the file as you like; docs/http.md has every field. Then: ./shakedown submit FILE --dry-run"
        },
        mixinStandardHelpOptions = true)
final class InitCommand extends ApiCommand {

    @Parameters(paramLabel = "FOLDER", description = "A folder of sharp photographs.")
    private Path folder = Path.of("");

    @Option(names = "--network", paramLabel = "NAME", required = true, description = "The network to attack.")
    private String network = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write (default: ${DEFAULT-VALUE}). It must not exist.")
    private Path out = Path.of("campaign.yaml");

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isDirectory(folder)) {
            throw CommandException.badInput("%s: must be a folder of photographs".formatted(folder));
        }
        if (pictures() == 0) {
            throw CommandException.badInput(
                    "%s: must have pictures in it: PNG, JPEG, WebP, TIFF, BMP or GIF".formatted(folder));
        }
        if (Files.exists(out)) {
            throw CommandException.badInput("--out: %s: exists, and is not replaced".formatted(out));
        }
        NetworkCard card = card();
        Files.writeString(
                out, CampaignTemplate.text(schema(), name(), relative(), card), StandardOpenOption.CREATE_NEW);
        print(out.toString());
        note("%d pictures; next: %s".formatted(pictures(), command("submit " + out + " --dry-run")));
        return ExitCode.OK;
    }

    private URI schema() {
        return URI.create(address().toString().replaceAll("/+$", "") + "/api/v1/campaign.schema.json");
    }

    private long pictures() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches("(?i).*\\.(png|jpe?g|webp|tiff?|bmp|gif)"))
                    .count();
        }
    }

    private NetworkCard card() throws IOException, InterruptedException {
        List<AnnouncedNetwork> known = NetworksCommand.known(this);
        Optional<NetworkCard> card = known.stream()
                .map(AnnouncedNetwork::card)
                .filter(one -> one.name().equals(network))
                .findFirst();
        return card.orElseThrow(() -> CommandException.badInput("--network: %s: must be one of %s"
                .formatted(
                        network,
                        known.stream()
                                .map(one -> one.card().name())
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", ")))));
    }

    private String name() {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return NameRule.LABEL.fit((last == null ? "photographs" : last) + "-" + network);
    }

    /** As the document names it: relative to the document's folder, where that is possible. */
    private String relative() {
        Path target = folder.toAbsolutePath().normalize();
        Path base = out.toAbsolutePath().normalize().getParent();
        return base != null && target.startsWith(base) && !target.equals(base)
                ? base.relativize(target).toString()
                : target.toString();
    }
}
