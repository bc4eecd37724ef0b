package dev.shakedown.cli.command;

import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.http.CampaignStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** A command whose answer is a table or, with {@code --json}, JSON. */
abstract class ListingCommand extends ApiCommand {

    @Option(names = "--json", description = "As JSON, with every field.")
    private boolean json;

    final boolean isJson() {
        return json;
    }

    final void print(Object answer, Supplier<List<String>> table) {
        print(json ? List.of(WireFormat.pretty(answer)) : table.get());
    }

    /** A human-readable duration. */
    static String duration(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(Math.min(seconds, 1e12)));
        if (duration.toMinutes() < 2) {
            return duration.toSeconds() + " s";
        }
        if (duration.toHours() < 2) {
            return duration.toMinutes() + " min";
        }
        return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " days";
    }

    /** The first line about a campaign's progress. */
    static String line(CampaignStatus status) {
        return "%s (%s): %s, %d of %d jobs ended, %d failed"
                .formatted(
                        status.name(),
                        status.id(),
                        status.state().name().toLowerCase(Locale.ROOT),
                        status.ended(),
                        status.jobs(),
                        status.failed());
    }
}
