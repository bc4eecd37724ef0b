package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.shakedown.cli.document.DocumentedBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the documents tell readers to type, typed: campaigns as dry runs, commands on one running stack. */
class DocumentsCheck {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root"));
    /** The folder of the stack's data, as ./shakedown up has it. */
    static final String DATA = "shakedown-data";

    private static final long LONGEST_COMMAND_SECONDS = 300;

    /** Beginnings of commands that are not run here, and why. */
    private static final Map<String, String> LEFT_OUT = Map.of(
            "./shakedown demo", "starts a stack of its own; DemoIT runs it",
            "./shakedown up", "is the stack that all others run against",
            "./shakedown bench", "measures for minutes",
            "./shakedown chaos", "runs for minutes; .ci/run has it",
            "./shakedown import-network", "without --check it changes the checkout; NetworksIT imports",
            "./shakedown sql", "without -c it opens psql, which waits for a person",
            "./shakedown dead-letters requeue", "needs a job that was given up",
            "./shakedown submit examples/real-network.yaml", "needs MAXIM, which the document downloads",
            "./shakedown submit examples/real-network-ninety.yaml", "needs MAXIM, which the document downloads");

    private final Path directory;
    private final String api;

    /** A directory with the stack's data in {@value #DATA}. */
    DocumentsCheck(Path directory, int port) {
        this.directory = directory;
        this.api = "http://127.0.0.1:" + port;
    }

    void run() throws IOException, InterruptedException {
        prepare(directory);
        String campaign = run(directory, located("./shakedown submit examples/smoke.yaml --wait"))
                .lines()
                .filter(line -> line.matches("[0-9a-f]{24}"))
                .findFirst()
                .orElseThrow();
        String query = "SELECT job_id FROM job_result WHERE campaign_id = '%s'".formatted(campaign);
        List<String> jobs = run(directory, "./shakedown sql -c \"" + query + "\"")
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("[0-9a-f]{16,}"))
                .toList();

        assertThat(refusedCampaigns()).isEmpty();
        assertThat(failedCommands(campaign, jobs)).isEmpty();
    }

    private List<String> refusedCampaigns() throws IOException, InterruptedException {
        List<String> refused = new ArrayList<>();
        int tried = 0;
        for (DocumentedBlock block : DocumentedBlock.all(ROOT)) {
            Optional<String> campaign = campaign(block);
            if (campaign.isEmpty()) {
                continue;
            }
            tried++;
            Path folder = Files.createDirectory(directory.resolve("campaign" + tried));
            prepare(folder);
            Files.writeString(folder.resolve("campaign.yaml"), located(campaign.get()));
            String said = say(folder, "./shakedown submit campaign.yaml --dry-run");
            if (!said.startsWith("0 ")) {
                refused.add(block + ": " + said);
            }
        }
        assertThat(tried).as("campaigns found in documents").isGreaterThanOrEqualTo(3);
        return refused;
    }

    /** The campaign that a block is, or one with the attacks, and perhaps the budgets, that a block lists. */
    private static Optional<String> campaign(DocumentedBlock block) throws IOException {
        if (!block.language().equals("yaml")) {
            return Optional.empty();
        }
        JsonNode document = new YAMLMapper().readTree(block.text());
        if (document.has("budgets") && document.has("images")) {
            return Optional.of(block.text());
        }
        String others = """
                schema: 1
                name: attacks
                images: [{file: examples/photos/astronaut.png}]
                blurs: [{kernel: {type: camera-shake, size: 17, seed: 3}}]
                networks: [wiener]
                """;
        if (document.has("budgets") && document.has("attacks")) {
            return Optional.of(others + block.text());
        }
        return document.isArray() && document.get(0).has("type")
                ? Optional.of(others + "budgets: [4]\nattacks:\n" + block.text())
                : Optional.empty();
    }

    private List<String> failedCommands(String campaign, List<String> jobs) throws IOException, InterruptedException {
        List<String> failed = new ArrayList<>();
        // The same command is typed once, unless it writes into the document's folder.
        Set<String> seen = new HashSet<>();
        for (DocumentedBlock block : DocumentedBlock.all(ROOT)) {
            Path folder = directory.resolve(block.document().toString().replace('/', '-'));
            if (!Files.exists(folder)) {
                prepare(Files.createDirectory(folder));
            }
            Optional<String> first = campaign(block);
            if (first.isPresent()) {
                Files.writeString(folder.resolve("first.yaml"), located(first.get()));
            }
            for (String command : block.commands()) {
                if (LEFT_OUT.keySet().stream().anyMatch(beginning -> isLeftOut(command, beginning))) {
                    continue;
                }
                String typed = located(filledIn(command, campaign, jobs));
                boolean writes = typed.contains("out") || typed.contains(">");
                if (!writes && !seen.add(typed)) {
                    continue;
                }
                String said = say(folder, typed);
                if (!said.startsWith("0 ")) {
                    failed.add(block + ": " + said);
                }
            }
        }
        return failed;
    }

    private static boolean isLeftOut(String command, String beginning) {
        return (command + " ").startsWith(beginning + " ")
                && !command.contains(" -c ")
                && !command.contains(" --check");
    }

    /** A text with absolute paths to the checkout's folders, because commands run in temporary ones. */
    private static String located(String text) {
        return text.replaceAll("(?<![\\w./])(examples|models)/", ROOT + "/$1/");
    }

    /** A command with what a reader puts in the place of words in capitals; long campaigns are only checked. */
    private String filledIn(String command, String campaign, List<String> jobs) {
        return command.replace("http://127.0.0.1:8080", api)
                .replace("./shakedown sql", "./shakedown sql --data ../" + DATA)
                .replace("--wait", "--dry-run")
                .replace("DIR,DIR", "models/pretrained")
                .replaceAll("\\bDIR\\b", "out/" + Integer.toHexString(command.hashCode()))
                .replaceAll("\\bFOLDER\\b", "examples/photos/small")
                .replaceAll("\\bID\\b", campaign)
                .replaceAll("\\bJOB1?\\b", jobs.get(0))
                .replaceAll("\\bJOB2\\b", jobs.get(1));
    }

    /** A working directory with the launcher and the files that documents take for the reader's. */
    private void prepare(Path folder) throws IOException {
        String program = Launcher.PROGRAM.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path launcher = Files.writeString(folder.resolve("shakedown"), """
                #!/bin/sh
                SHAKEDOWN_API=%s exec %s "$@"
                """.formatted(api, program));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        Files.createDirectory(folder.resolve("out"));
        Files.writeString(Files.createDirectory(folder.resolve("tokens")).resolve("me"), "the.local.stack");
        Map<String, String> files = Map.of(
                "gopro/1/blur/1.png", "examples/photos/camera.png",
                "gopro/1/sharp/1.png", "examples/photos/camera.png",
                "shot.png", "examples/photos/camera.png",
                "truth.png", "examples/photos/camera.png",
                "levin/rocket.png", "examples/photos/rocket.png",
                "other.png", "examples/photos/chelsea.png",
                "weights.png", "examples/photos/camera.png",
                "patch.png", "examples/photos/small/rocket.png",
                "k.mat", "libs/imaging/src/test/resources/kernels/several5.mat",
                "mine.pt", "models/src/test/resources/networks/sharpen.pt");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.createDirectories(folder.resolve(file.getKey()).getParent());
            Files.copy(
                    ROOT.resolve(file.getValue()), folder.resolve(file.getKey()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String run(Path folder, String command) throws IOException, InterruptedException {
        String said = say(folder, command);
        assertThat(said).startsWith("0 ");
        return said.substring(said.indexOf('\n') + 1).strip();
    }

    /** The exit status, the command, and on the lines after it everything that it printed. */
    private static String say(Path folder, String command) throws IOException, InterruptedException {
        Path said = Files.createTempFile(folder, "said", ".txt");
        Process shell = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!shell.waitFor(LONGEST_COMMAND_SECONDS, TimeUnit.SECONDS)) {
            shell.destroyForcibly();
            return "- " + command + "\nstill runs; " + Files.readString(said);
        }
        return shell.exitValue() + " " + command + "\n" + Files.readString(said);
    }
}
