package dev.shakedown.cli.command;

import dev.shakedown.client.WireFormat;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** A command whose answer is a table or, with {@code --json}, JSON. */
abstract class ListingCommand extends ApiCommand {

    @Option(names = "--json", description = "As JSON, with every field.")
    private boolean json;

    final void print(Object answer, Supplier<List<String>> table) {
        print(json ? List.of(WireFormat.pretty(answer)) : table.get());
    }
}
