package dev.shakedown.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.cli.command.ShakedownCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Commands and options that documents name exist; LocalStackIT runs those that it can. */
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root"));

    /** Programs of lab, which this module does not know. */
    private static final Set<String> OF_LAB = Set.of("bench", "chaos");

    @Test
    void documentsNameCommandsAndOptionsThatExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path document : DocumentedBlock.documents(ROOT)) {
            for (String command : DocumentedBlock.spans(document)) {
                check(ROOT.relativize(document).toString(), command, wrong);
            }
        }
        for (DocumentedBlock block : DocumentedBlock.all(ROOT)) {
            for (String command : block.commands()) {
                check(block.toString(), command, wrong);
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static void check(String place, String command, List<String> wrong) {
        CommandLine program = ShakedownCommand.commandLine();
        for (String word : command.replaceAll("\\[|]", "").split("[ =]", -1)) {
            CommandLine next = program.getSubcommands().get(word);
            if (next != null) {
                program = next;
            } else if (OF_LAB.contains(word)) {
                return;
            } else if (isUnknown(program, word)) {
                wrong.add(place + ": " + command + ": " + word);
            }
        }
    }

    private static boolean isUnknown(CommandLine program, String word) {
        if (word.equals("./shakedown")) {
            return false;
        }
        boolean namesACommand = program.getParent() == null && word.matches("[a-z-]+");
        boolean isAnOption = word.matches("--?[a-z][a-z-]*");
        // Such a command passes what it does not know to another program.
        boolean takesAll = !program.getCommandSpec().unmatchedArgsBindings().isEmpty();
        return namesACommand
                || (isAnOption && !takesAll && program.getCommandSpec().findOption(word) == null);
    }
}
