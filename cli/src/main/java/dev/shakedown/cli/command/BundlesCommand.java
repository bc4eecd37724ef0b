package dev.shakedown.cli.command;

import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.client.bundle.BundleKey;
import dev.shakedown.contract.http.ImportedBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bundles",
        header = "List the bundles of other installations that were imported.",
        description = "Their numbers are as their bundles say; ./shakedown verify --bundle FILE recomputes them.",
        mixinStandardHelpOptions = true)
final class BundlesCommand extends ListingCommand {

    private static final int DIGITS = 12;

    @Override
    public Integer call() {
        List<ImportedBundle> bundles = store().bundles();
        print(bundles, () -> table(bundles).lines());
        return ExitCode.OK;
    }

    private static TextTable table(List<ImportedBundle> bundles) {
        TextTable table = new TextTable(List.of(
                Column.words("bundle"),
                Column.words("name"),
                Column.numbers("jobs"),
                Column.numbers("failed"),
                Column.words("signature"),
                Column.words("imported")));
        for (ImportedBundle bundle : bundles) {
            table.add(List.of(
                    bundle.id().substring(0, DIGITS),
                    bundle.name(),
                    Long.toString(bundle.jobs()),
                    Long.toString(bundle.failed()),
                    signature(bundle),
                    String.valueOf(bundle.imported())));
        }
        return table;
    }

    private static String signature(ImportedBundle bundle) {
        String signer = bundle.signer();
        if (signer != null) {
            return "by " + signer.substring(0, DIGITS);
        }
        return bundle.signed() ? "not checked" : "unsigned";
    }

    @Command(
            name = "import-bundle",
            header = "Import a bundle of another installation, to compare it with campaigns of this one.",
            description = {
                "The service compares the bundle with its own hashes and averages its numbers; nothing is recomputed.",
                "./shakedown verify --bundle FILE recomputes it. Imported twice, it is there once."
            },
            mixinStandardHelpOptions = true)
    static final class Import extends ListingCommand {

        @Parameters(paramLabel = "FILE", description = "What ./shakedown bundle wrote.")
        private Path file = Path.of("");

        @Option(
                names = "--public-key",
                paramLabel = "FILE",
                description = "Refuse the bundle unless this Ed25519 key signed it, a PEM file.")
        private @Nullable Path publicKey;

        @Override
        public Integer call() throws IOException {
            if (!Files.isRegularFile(file)) {
                throw CommandException.badInput(
                        "FILE: %s: must be a bundle, as ./shakedown bundle writes it".formatted(file));
            }
            ImportedBundle bundle = store().importBundle(file, publicKey == null ? null : key(publicKey));
            String page = store().comparisonPage(bundle.id());
            print(bundle, () -> List.of(bundle.id()));
            note("%s: %d jobs, signature: %s; not recomputed here"
                    .formatted(bundle.name(), bundle.jobs(), signature(bundle)));
            note("look at it: " + page);
            note("check it: ./shakedown verify --bundle " + file);
            return ExitCode.OK;
        }

        private static PublicKey key(Path file) throws IOException {
            try {
                return BundleKey.publicKey(file);
            } catch (IllegalArgumentException e) {
                throw CommandException.badInput("--public-key: " + e.getMessage());
            }
        }
    }

    @Command(
            name = "remove-bundle",
            header = "Remove an imported bundle.",
            description = "Its figures are deleted at once, its file within some days.",
            mixinStandardHelpOptions = true)
    static final class Remove extends ApiCommand {

        @Parameters(
                paramLabel = "BUNDLE",
                description = "Its id or the first digits of it, as ./shakedown bundles lists it.")
        private String given = "";

        @Override
        public Integer call() {
            List<ImportedBundle> found = store().bundles().stream()
                    .filter(bundle -> bundle.id().startsWith(given))
                    .toList();
            if (given.isEmpty() || found.size() != 1) {
                throw CommandException.badInput(
                        "BUNDLE: %s: must be the id of one imported bundle, not of %d; see ./shakedown bundles"
                                .formatted(given, found.size()));
            }
            store().removeBundle(found.get(0).id());
            print("%s (%s) is removed"
                    .formatted(found.get(0).name(), found.get(0).id()));
            return ExitCode.OK;
        }
    }
}
