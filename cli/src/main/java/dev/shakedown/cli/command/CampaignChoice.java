package dev.shakedown.cli.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The campaign that a command is about: one that is named, or the one that was submitted last. */
abstract class CampaignChoice {

    private final String word;

    @Option(names = "--last", description = "The campaign that was submitted last.")
    private boolean last;

    private CampaignChoice(String word) {
        this.word = word;
    }

    /** Named by an argument. */
    static final class Argument extends CampaignChoice {

        @Parameters(
                paramLabel = "ID",
                arity = "0..1",
                description = "The campaign: its id, the beginning of its id, or its name.")
        private @Nullable String given;

        Argument() {
            super("ID");
        }

        @Override
        @Nullable
        String given() {
            return given;
        }
    }

    /** Named by an option: the command may be about all campaigns. */
    static final class Filter extends CampaignChoice {

        @Option(
                names = "--campaign",
                paramLabel = "ID",
                description = "Of this campaign: its id, the beginning of its id, or its name.")
        private @Nullable String given;

        Filter() {
            super("--campaign");
        }

        @Override
        @Nullable
        String given() {
            return given;
        }
    }

    abstract @Nullable String given();

    final boolean isGiven() {
        return given() != null || last;
    }

    /** The campaign's id, empty if none is chosen; to be called once. */
    final Optional<String> id(ApiCommand caller) {
        if (given() != null && last) {
            throw caller.misuse("Give either %s or --last".formatted(word));
        }
        return last
                ? Optional.of(caller.lastCampaign())
                : Optional.ofNullable(given()).map(caller::campaign);
    }

    /** The id of a campaign that must be chosen; to be called once. */
    final String requiredId(ApiCommand caller) {
        return id(caller)
                .orElseThrow(() -> caller.misuse("Missing required parameter: '%s', or --last".formatted(word)));
    }
}
