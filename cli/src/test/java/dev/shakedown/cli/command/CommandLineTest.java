package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {

    @TempDir
    private Path folder;

    @AutoClose
    private final StubServices services = new StubServices();

    private record Outcome(int status, String out, String err) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "submit | Missing required parameter: 'FILE' (see ./shakedown submit --help)",
                "submit absent.yaml | absent.yaml: no such file",
                "sbmit x | Unmatched arguments from index 0: 'sbmit', 'x' (did you mean submit?)",
                "up --workers 0 | --workers: 0: must be from 1 to 64",
                "up --sql-port 8081 | --sql-port: 8081: must be from 1 to 65535, and not 8080 or 8081",
                "demo --sql-port 70000 | --sql-port: 70000: must be from 0 to 65535",
                "up --http-port 65535 | --http-port: 65535: must be from 1 to 65534",
                "up --networks absent | must be a directory",
                "up --workers many | Invalid value for option '--workers': 'many' is not an int",
                "fetch job | Missing required option: '--out=DIR'",
                "fetch --out d | give either JOB or --campaign",
                "fetch job --campaign id --out d | give either JOB or --campaign",
                "results id --format xml | expected one of [table, csv, json, jsonl, parquet]",
                "results id --format jsonl --limit 3 | --format: jsonl: is in the campaign's order and whole",
                "results id --out f | --out: must come with --format csv, jsonl or parquet",
                "results id --format csv --out f --limit 3 | leave out --sort and --limit",
                "results id --format csv --out f --sort damage | leave out --sort and --limit",
                "results id --limit 0 | --limit: 0: must be at least 1",
                "report id | Missing required option: '--out=DIR'",
                "report id --out d --pictures -1 | --pictures: -1: must be from 0 to 1000",
                "status id --api nonsense | --api: nonsense: must be an address such as http://127.0.0.1:8080",
                "withdraw-network | Missing required parameter: 'NETWORK' (see ./shakedown withdraw-network --help)",
                "withdraw-network wiener --queue Big | --queue: Big: must be 1 to 32 of a-z, 0-9 and -",
                "import-network | Missing required parameter: 'FILE' (see ./shakedown import-network --help)",
                "pause | Missing required parameter: 'ID', or --last (see ./shakedown pause --help)",
                "status c --last | Give either ID or --last (see ./shakedown status --help)",
                "fetch job --last --out d | give either JOB or --campaign",
                "dead-letters requeue job --last | Give either jobs, --campaign or --all",
                "campaigns --state done | expected one of [EXPANDING, RUNNING, PAUSED, CANCELLED, FINISHED]",
                "dead-letters | Missing what to do: list or requeue",
                "dead-letters requeue | Give either jobs, --campaign or --all",
                "dead-letters requeue job --all | Give either jobs, --campaign or --all",
                "topics | KAFKA_BOOTSTRAP_SERVERS: missing: must name the brokers",
                "topics --partitions 0 | --partitions: 0: must be from 1 to 10000",
                "topics --replication-factor 0 | --replication-factor: 0: must be at least 1",
                "topics --largest-campaign 1000 | --largest-campaign: 1000: must be at least 1000000",
                "topics --result-days 0 | --result-days: 0: must be from 1 to 3650",
                "topics --queue urgent | --queue: urgent: must be",
                "preflight | KAFKA_BOOTSTRAP_SERVERS: missing: must name the brokers",
                "preflight --queue urgent | --queue: urgent: must be",
                "keys | Missing required option: '--out=DIR'",
                "token --key k --issuer i --subject s --role r | --role: r: must be read, submit or admin",
                "token --key k --issuer i --subject s --role read --valid-for 0d | --valid-for: 0d: must be minutes,",
                "token --key absent --issuer i --subject s --role read | --key: absent: no such file"
            })
    void tellsBadInputOnOneLine(String arguments, String expected) {
        Outcome outcome = execute(arguments.split(" "));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("shakedown: ")
                .contains(expected);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void sendsTheTokenOfTheFileToBothServices() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "a.b.c\n");

        execute("results", "campaign-0", "--api", services.address().toString(), "--token-file", token.toString());

        assertThat(services.requests()).contains("GET /api/v1").anyMatch(request -> request.contains("/results"));
        assertThat(services.authorizations()).isNotEmpty().containsOnly("Bearer a.b.c");
    }

    @Test
    void refusesATokenFileThatHoldsSomethingElseWithoutShowingIt() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "a.b.c and more");

        Outcome outcome = execute("status", "campaign-0", "--token-file", token.toString());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("--token-file: " + token + ": must be a file")
                .doesNotContain("a.b.c");
    }

    @Test
    void withdrawsANetworkFromAQueueOrFromTheDefaultOne() {
        Outcome usual = execute("withdraw-network", "rgdn@10", api());
        Outcome pooled = execute("withdraw-network", "rgdn@10", "--queue", "big", api());

        assertThat(usual.status()).isZero();
        assertThat(usual.out()).isEqualToIgnoringNewLines("rgdn@10 is withdrawn from the default queue");
        assertThat(pooled.out()).isEqualToIgnoringNewLines("rgdn@10 is withdrawn from queue big");
        assertThat(services.requests())
                .containsExactly("DELETE /api/v1/networks/rgdn%4010", "DELETE /api/v1/networks/rgdn%4010?queue=big");
    }

    @Test
    void saysWhichNetworkNobodyAnnounces() {
        services.refuse("/api/v1/networks/nobody", 404, """
                {"type": "urn:shakedown:problem:not-found", "title": "Not found", "status": 404,
                 "detail": "No worker announces network nobody for the default queue; nor for any other queue"}
                """);

        Outcome outcome = execute("withdraw-network", "nobody", api());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("No worker announces network nobody for the default queue; nor for any other queue");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void saysWhatToDoWhenNobodyAnswers() {
        services.close();

        Outcome outcome = execute("networks", "--api", services.address().toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines("shakedown: no answer from " + services.address()
                        + "; start one with ./shakedown up, or name another with --api");
    }

    @Test
    void printsTheCampaignsIdAndPageFirst() throws IOException {
        services.add(TestJob.job());
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--wait", api());

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualToIgnoringNewLines("campaign-0");
        assertThat(outcome.err())
                .startsWith("campaign stub, 1 jobs: " + services.storeAddress() + "/campaign.html?id=campaign-0")
                .contains("1/1 jobs");
    }

    @Test
    void opensThePages() {
        assertThat(execute("open", api()).out()).isEqualToIgnoringNewLines(services.storeAddress() + "/");
        assertThat(execute("open", "campaign-0", api()).out())
                .isEqualToIgnoringNewLines(services.storeAddress() + "/campaign.html?id=campaign-0");
    }

    @Test
    void writesAFirstCampaignForAFolderAndANetwork() throws IOException {
        services.serve("shaken", "camera-shake", 13, 0.0);
        Path photographs = Files.createDirectory(folder.resolve("my photos"));
        Files.write(photographs.resolve("a.JPG"), new byte[1]);
        Path file = folder.resolve("first.yaml");

        Outcome written =
                execute("init", photographs.toString(), "--network", "shaken", "--out", file.toString(), api());
        Outcome again = execute("init", photographs.toString(), "--network", "shaken", "--out", file.toString(), api());
        Outcome unknown = execute(
                "init",
                photographs.toString(),
                "--network",
                "other",
                "--out",
                folder.resolve("x").toString(),
                api());

        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.out()).isEqualToIgnoringNewLines(file.toString());
        assertThat(Files.readString(file))
                .contains("name: \"my photos-shaken\"", "{file: \"my photos\"}", "networks: [\"shaken\"]")
                .contains("{type: camera-shake, size: 13, seed: 3}", "noise: {sigma: 0.0, seed: 1}");
        assertThat(again.err()).contains("first.yaml: exists, and is not replaced");
        assertThat(unknown.err()).contains("--network: other: must be one of shaken");
        assertThat(execute("init", folder.resolve("absent").toString(), "--network", "shaken", api())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void printsJsonWhereverItPrintsResults() throws IOException {
        services.add(TestJob.job());
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");
        String out = folder.resolve("out").toString();

        for (String[] command : new String[][] {
            {"submit", file.toString()},
            {"submit", file.toString(), "--wait"},
            {"submit", file.toString(), "--dry-run"},
            {"status", "--last"},
            {"pause", "--last"},
            {"results", "--last"},
            {"campaigns"},
            {"fetch", "job-0", "--out", out},
            {"report", "--last", "--out", out + "-report"},
            {"bundle", "--last", "--out", out + ".zip"},
            {"dead-letters", "list"},
            {"dead-letters", "requeue", "--all"}
        }) {
            List<String> words = new ArrayList<>(List.of(command));
            words.addAll(List.of("--json", api()));
            Outcome outcome = execute(words.toArray(String[]::new));
            assertThat(outcome.status()).as(words + outcome.err()).isZero();
            assertThat(WireFormat.parse(outcome.out().getBytes(StandardCharsets.UTF_8))
                            .isContainerNode())
                    .as(words + outcome.out())
                    .isTrue();
        }
        assertThat(execute("results", "--last", "--json", "--format", "csv", api())
                        .err())
                .contains("--json: must be without --format csv");
    }

    @Test
    void writesABundleOfACampaignThatHasEnded() throws IOException {
        services.add(TestJob.job());
        String file = folder.resolve("b.zip").toString();
        Path text = Files.writeString(folder.resolve("key.pem"), "no key");

        Outcome signed = execute("bundle", "campaign-0", "--out", file, "--key", text.toString(), api());
        Outcome written = execute("bundle", "campaign-0", "--out", file, api());
        Outcome again = execute("bundle", "campaign-0", "--out", file, api());
        services.pending(1);
        Outcome early = execute("bundle", "campaign-0", "--out", file + "2", api());

        assertThat(signed.err()).contains("--key: " + text + ": must be a PEM file with an Ed25519 PRIVATE KEY");
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.err()).contains("./shakedown verify --bundle " + file);
        assertThat(again.err()).contains("exists, and is not replaced");
        assertThat(early.err()).contains("1 of 2 jobs have ended; a bundle needs all of them");
        assertThat(early.status()).isEqualTo(2);
    }

    @Test
    void makesACompletionScript() {
        assertThat(execute("generate-completion").out()).contains("complete -F", "shakedown", "--last");
    }

    @Test
    void hintsCarryTheAddressThatWasGiven() {
        services.serve("shaken", "camera-shake", 13, 0.0);
        Path photographs = folder.resolve("photos");

        assertThat(photographs.toFile().mkdir()).isTrue();
        assertThat(photographs.resolve("a.png").toFile()).satisfies(file -> Files.write(file.toPath(), new byte[1]));
        assertThat(execute(
                                "init",
                                photographs.toString(),
                                "--network",
                                "shaken",
                                "--out",
                                folder.resolve("c.yaml").toString(),
                                api())
                        .err())
                .contains("--dry-run --api " + services.address());
    }

    @Test
    void takesTheCampaignThatWasSubmittedLast() {
        Outcome status = execute("status", "--last", api());

        assertThat(status.out()).startsWith("stub (campaign-0): finished");
        assertThat(status.err()).isEqualToIgnoringNewLines("campaign stub (campaign-0)");
        assertThat(execute("open", "--last", api()).out()).contains("/campaign.html?id=campaign-0");
        assertThat(services.requests()).contains("GET /api/v1/campaigns?limit=1");
    }

    @Test
    void fetchesAJobByTheBeginningOfItsIdOrItsNumber() {
        services.add(TestJob.job().id("0123456789abcdef0123456789abcdef"));
        services.add(TestJob.job().id("0123456700000000aaaaaaaaaaaaaaaa").ordinal(1));

        assertThat(fetched("0123456789")).contains("\"jobId\" : \"0123456789abcdef0123456789abcdef\"");
        assertThat(fetched("stub/1")).contains("\"jobId\" : \"0123456700000000aaaaaaaaaaaaaaaa\"");
        assertThat(execute("fetch", "01234567", "--out", "d", api()).err())
                .contains("job: 01234567: must be more digits of one job's id", "0123456700000000aaaaaaaaaaaaaaaa");
        assertThat(execute("fetch", "ffff", "--out", "d", api()).err())
                .contains("job: ffff: must be the id of a job, the beginning of its id, or CAMPAIGN/NUMBER");
        assertThat(execute("fetch", "stub/7", "--out", "d", api()).err())
                .contains("job: stub/7: that campaign has no job of this number that has ended");
    }

    private String fetched(String job) {
        Path out = folder.resolve(job.replace('/', '-'));
        Outcome outcome = execute("fetch", job, "--out", out.toString(), api());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return read(out.resolve("job.json"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void failsWhenAJobThatWasWaitedForFailed() throws IOException {
        services.add(TestJob.job().failed("not-finite", "NaN"));
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--wait", api());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("failed: not-finite: 1 of 1 jobs: NaN");
    }

    @Test
    void printsEveryViolationOnALine() throws IOException {
        services.refuse("/api/v1/campaigns", 422, """
                {"type":"urn:shakedown:problem:invalid-campaign","title":"bad","status":422,"violations":[
                {"field":"attacks[0].steps","value":"-5","expected":"a whole number from 1 to 100000"},
                {"field":"name","value":"","expected":"given"}]}""");
        Path file = Files.writeString(folder.resolve("c.yaml"), "attacks: [{steps: -5}]\n");

        Outcome outcome = execute("submit", file.toString(), api());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err().lines())
                .containsExactly(
                        "shakedown: attacks[0].steps: -5: must be a whole number from 1 to 100000",
                        "shakedown: name: must be given");
    }

    @Test
    void printsResultsInEveryFormat() {
        services.add(TestJob.job());
        services.add(TestJob.job().id("job-1").ordinal(1));

        assertThat(execute("results", "campaign-0", api()).out().lines()).hasSize(4);
        assertThat(execute("results", "campaign-0", "--format", "json", api()).out())
                .contains("\"jobId\" : \"job-1\"");
    }

    @Test
    void fetchesIntoANewFolderOnly() throws IOException {
        services.add(TestJob.job());
        Path out = folder.resolve("job");

        assertThat(execute("fetch", "job-0", "--out", out.toString(), api()).status())
                .isZero();
        assertThat(out.resolve("delta.npy")).exists();
        Files.writeString(folder.resolve("something"), "else");
        Outcome refused = execute("fetch", "job-0", "--out", folder.toString(), api());

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("holds something else; must be a new directory");
    }

    @Test
    void fetchesWhatIsKeptAndSaysWhatIsNot() {
        services.add(TestJob.job());
        services.refuse("/api/v1/jobs/job-0/artifacts/perturbed-picture", 404, """
                {"type":"urn:shakedown:problem:not-found","title":"Not found","status":404}""");
        Path out = folder.resolve("job");

        Outcome outcome = execute("fetch", "job-0", "--out", out.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEqualToIgnoringNewLines("not kept: perturbed-picture");
        assertThat(out.resolve("blurred.png")).exists();
        assertThat(out.resolve("perturbed.png")).doesNotExist();
    }

    @Test
    void hasResultsFilteredAndSortedByTheService() {
        services.add(TestJob.job());
        services.add(TestJob.job().id("job-1").ordinal(1));

        Outcome outcome = execute(
                "results", "campaign-0", "--sort=damage", "--limit=1", "--data-set=my set", "--state=failed", api());

        assertThat(outcome.out().lines()).hasSize(3);
        assertThat(services.requests())
                .filteredOn(request -> request.contains("/results"))
                .containsExactly(
                        "GET /api/v1/campaigns/campaign-0/results?sort=damage&dataSet=my%20set&state=FAILED&limit=1");
    }

    @ParameterizedTest
    @CsvSource({"csv", "jsonl", "parquet"})
    void streamsToStandardOutputWhatGoesToAFile(String format) {
        PrintStream before = System.out;
        ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
        System.setOut(new PrintStream(standardOutput, true, StandardCharsets.UTF_8));
        try {
            Outcome outcome = execute("results", "campaign-0", "--format", format, "--state=failed", api());

            assertThat(outcome.status()).as(outcome.err()).isZero();
        } finally {
            System.setOut(before);
        }

        assertThat(standardOutput.toString(StandardCharsets.UTF_8)).isEqualTo(StubServices.DOWNLOAD);
        assertThat(services.requests())
                .contains("GET /api/v1/campaigns/campaign-0/results." + format + "?state=FAILED");
    }

    @Test
    void writesNoParquetToATerminal() {
        System.setProperty("shakedown.stdout.terminal", "true");
        try {
            Outcome outcome = execute("results", "campaign-0", "--format", "parquet", api());

            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.err()).contains("--format: parquet: is not for a terminal");
        } finally {
            System.clearProperty("shakedown.stdout.terminal");
        }
    }

    @ParameterizedTest
    @CsvSource({"csv", "jsonl", "parquet"})
    void writesAWholeCampaignToAFile(String format) {
        Path file = folder.resolve("results." + format);

        Outcome outcome = execute("results", "campaign-0", "--format", format, "--out", file.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(file).hasContent(StubServices.DOWNLOAD);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(services.requests()).contains("GET /api/v1/campaigns/campaign-0/results." + format);
    }

    @Test
    void hasTheServiceFilterWhatGoesToAFile() {
        Path file = folder.resolve("results.csv");

        Outcome outcome = execute(
                "results",
                "campaign-0",
                "--format=csv",
                "--out=" + file,
                "--network=rgdn@10",
                "--norm=l2",
                "--kernel-size=17",
                "--state=failed",
                api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(file).hasContent(StubServices.DOWNLOAD);
        assertThat(services.requests())
                .contains("GET /api/v1/campaigns/campaign-0/results.csv"
                        + "?network=rgdn%4010&norm=l2&kernelSize=17&state=FAILED");
    }

    @Test
    void leavesNoFileWhereADownloadIsRefused() {
        services.refuse("/api/v1/campaigns/campaign-0/results.csv", 404, """
                {"type":"urn:shakedown:problem:not-found","title":"Not found","status":404,"detail":"no campaign"}""");
        Path file = folder.resolve("results.csv");

        Outcome outcome = execute("results", "campaign-0", "--format", "csv", "--out", file.toString(), api());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).isEqualToIgnoringNewLines("shakedown: no campaign");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void fetchesAllPerturbationsOfACampaign() {
        Path out = folder.resolve("all");

        Outcome outcome = execute("fetch", "--campaign", "campaign-0", "--out", out.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(out.resolve("perturbations-campaign-0.zip")).hasContent(StubServices.DOWNLOAD);
    }

    @Test
    void writesAReportIntoANewFolderOnly() throws IOException {
        Path out = folder.resolve("report");

        Outcome outcome = execute("report", "campaign-0", "--out", out.toString(), api());
        Outcome again = execute("report", "campaign-0", "--out", out.toString(), "--pictures", "0", api());
        Files.writeString(folder.resolve("something"), "else");
        Outcome refused = execute("report", "campaign-0", "--out", folder.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).hasSize(6).last().asString().endsWith("report.html");
        for (String file : List.of(
                "paper-table.csv", "paper-table.tex", "robustness-curve.csv", "transfer-matrix.csv", "trust.csv")) {
            assertThat(out.resolve(file)).hasContent(StubServices.DOWNLOAD);
            assertThat(services.requests()).contains("GET /api/v1/campaigns/campaign-0/views/" + file);
        }
        assertThat(out.resolve("report.html")).hasContent(StubServices.DOWNLOAD);
        assertThat(services.requests())
                .contains(
                        "GET /api/v1/campaigns/campaign-0/report.html?pictures=24",
                        "GET /api/v1/campaigns/campaign-0/report.html?pictures=0");
        assertThat(again.status()).isZero();
        assertThat(refused.status()).isEqualTo(2);
    }

    @Test
    void saysThatNoDatabaseRuns() {
        Outcome outcome = execute("sql", "--data", folder.toString(), "-c", "SELECT 1");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("no stack runs with its data in " + folder);
    }

    @Test
    void explainsAFailedJob() {
        services.add(TestJob.job().failed("not-finite", "NaN at step 3"));

        Outcome outcome =
                execute("fetch", "job-0", "--out", folder.resolve("job").toString(), api());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("job job-0 failed").contains("NaN at step 3");
        assertThat(folder.resolve("job/job.json")).exists();
    }

    @Test
    void stopsWaitingForACampaignThatWasCancelled() throws IOException {
        services.add(TestJob.job());
        services.state("CANCELLED");
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--wait", api());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("cancelled");
    }

    @Test
    void saysWhatACampaignWouldBe() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--dry-run", api());

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "campaign campaign-1: 4 jobs, 1000 steps",
                        "1 jobs have a result already",
                        "how long it takes is unknown for 1 of 2 networks; one worker takes about 10 min for the jobs of the others",
                        "  wiener on 64x48, 2 jobs: 0.500 s a step",
                        "  mprnet on 64x48, 2 jobs: no job of this network has ended yet");
    }

    @Test
    void printsWarningsAndRefusesThemIfStrict() throws IOException {
        services.warn("budgets[0]: 0.0313725: is 0.03/255; 8 (= 0.0313725 * 255) was probably meant");
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome dryRun = execute("submit", file.toString(), "--dry-run", api());
        Outcome submitted = execute("submit", file.toString(), api());
        int before = services.requests().size();
        Outcome strict = execute("submit", file.toString(), "--strict", api());

        for (Outcome outcome : List.of(dryRun, submitted)) {
            assertThat(outcome.status()).isZero();
            assertThat(outcome.err()).contains("warning: budgets[0]: 0.0313725: is 0.03/255; 8 (= ");
        }
        assertThat(submitted.out()).isEqualToIgnoringNewLines("campaign-0");
        assertThat(strict.status()).isEqualTo(2);
        assertThat(strict.err()).startsWith("shakedown: budgets[0]: 0.0313725: is 0.03/255");
        assertThat(strict.out()).isEmpty();
        assertThat(services.requests().subList(before, services.requests().size()))
                .containsExactly("POST /api/v1/campaigns?dryRun=true");
    }

    @Test
    void countsTheWarningsOfJobs() throws IOException {
        services.add(TestJob.job().warning("does-not-restore", "clean 18.16 dB, blurred 22.55 dB"));
        services.add(TestJob.job().id("job-1").ordinal(1).warning("does-not-restore", "clean 18 dB, blurred 22 dB"));
        services.add(TestJob.job().id("job-2").ordinal(2).warning("no-movement", "the gradient was zero"));
        services.add(TestJob.job().id("job-3").ordinal(3).failed("not-finite", "NaN"));
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome results = execute("results", "campaign-0", api());
        Outcome waited = execute("submit", file.toString(), "--wait", api());

        for (Outcome outcome : List.of(results, waited)) {
            assertThat(outcome.err())
                    .contains(
                            "warning: does-not-restore: 2 of 3 jobs, for example: clean 18.16 dB, blurred 22.55 dB",
                            "warning: no-movement: 1 of 3 jobs: the gradient was zero");
        }
        assertThat(results.out()).doesNotContain("warning");
    }

    @Test
    void takesACampaignsNameOrTheBeginningOfItsId() {
        services.list("campaign-0", "gr\u00fcn");
        services.list("bbbbbbbbbbbbbbbbbbbbbbbb", "twice");
        services.list("cccccccccccccccccccccccc", "twice");
        String out = folder.resolve("out").toString();

        for (String[] command : new String[][] {
            {"status", "gr\u00fcn"},
            {"cancel", "gr\u00fcn"},
            {"results", "gru\u0308n"},
            {"report", "gr\u00fcn", "--out", out},
            {"fetch", "--campaign", "gr\u00fcn", "--out", out},
            {"dead-letters", "list", "--campaign", "gr\u00fcn"},
            {"dead-letters", "requeue", "--campaign", "gr\u00fcn"}
        }) {
            List<String> words = new ArrayList<>(List.of(command));
            words.add(api());
            Outcome outcome = execute(words.toArray(String[]::new));
            assertThat(outcome.status()).as(words + outcome.err()).isZero();
        }
        assertThat(services.submitted()).hasToString("{\"campaign\":\"campaign-0\"}");
        Outcome ambiguous = execute("pause", "twice", api());
        assertThat(ambiguous.status()).isEqualTo(2);
        assertThat(ambiguous.err().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("  bbbbbbbbbbbbbbbbbbbbbbbb twice"))
                .anyMatch(line -> line.contains("  cccccccccccccccccccccccc twice"));
        assertThat(execute("status", "other", api()).err()).contains("campaign: other: must be the id of a campaign");
    }

    @Test
    void saysOnOneLineWhatAnswersAtAWrongAddress() throws IOException {
        HttpServer page = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        page.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("hi".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        page.start();
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");
        String out = folder.resolve("out").toString();
        try {
            String address = "http://127.0.0.1:" + page.getAddress().getPort();
            for (String[] command : new String[][] {
                {"networks"},
                {"campaigns"},
                {"submit", file.toString()},
                {"submit", file.toString(), "--dry-run"},
                {"status", "aaaaaaaaaaaaaaaaaaaaaaaa"},
                {"cancel", "name"},
                {"results", "aaaaaaaaaaaaaaaaaaaaaaaa"},
                {"report", "aaaaaaaaaaaaaaaaaaaaaaaa", "--out", out},
                {"fetch", "job", "--out", out},
                {"dead-letters", "list"},
                {"withdraw-network", "wiener"}
            }) {
                List<String> words = new ArrayList<>(List.of(command));
                words.addAll(List.of("--api", address));
                Outcome outcome = execute(words.toArray(String[]::new));
                assertThat(outcome.err().lines())
                        .as(words.toString())
                        .containsExactly("shakedown: --api: " + address
                                + ": an HTTP server that is not Shakedown (status 200) answers there: must be the address"
                                + " of job-api, for example http://127.0.0.1:8080");
                assertThat(outcome.status()).isEqualTo(2);
            }
        } finally {
            page.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"pause, PAUSED", "resume, EXPANDING", "cancel, CANCELLED", "retry, EXPANDING"})
    void doesWhatIsAskedWithACampaign(String action, String state) {
        services.add(TestJob.job());
        services.state(state);

        Outcome outcome = execute(action, "campaign-0", api());

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).startsWith("stub (campaign-0): " + state.toLowerCase(Locale.ROOT));
        assertThat(services.requests()).contains("POST /api/v1/campaigns/campaign-0/" + action);
    }

    @Test
    void saysWhyACampaignCannotBePaused() {
        services.refuse("/api/v1/campaigns/campaign-0/pause", 409, """
                {"type":"urn:shakedown:problem:conflict","title":"Not possible in this state","status":409,
                 "detail":"The campaign is FINISHED: pause is not possible, but retry"}""");

        Outcome outcome = execute("pause", "campaign-0", api());

        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.err()).contains("The campaign is FINISHED: pause is not possible, but retry");
    }

    @Test
    void listsCampaigns() {
        services.add(TestJob.job());
        services.state("PAUSED");

        Outcome table = execute("campaigns", "--state", "paused", "--name", "stub", api());
        Outcome json = execute("campaigns", "--json", api());

        assertThat(table.status()).isZero();
        assertThat(table.out().lines().skip(1)).singleElement().asString().startsWith("campaign-0  stub  paused");
        assertThat(services.requests()).contains("GET /api/v1/campaigns?state=PAUSED&name=stub&limit=200");
        assertThat(json.out()).contains("\"state\" : \"PAUSED\"");
    }

    @Test
    void listsDeadLettersAndAsksForThemAgain() {
        Outcome list = execute("dead-letters", "list", "--campaign", "campaign-0", api());
        Outcome json = execute("dead-letters", "list", "--json", api());
        Outcome requeued = execute("dead-letters", "requeue", "job-8", "job-9", api());

        assertThat(list.out().lines().skip(1))
                .singleElement()
                .asString()
                .contains("job-9", "campaign-0", "worker-lost", "three attempts failed");
        assertThat(json.out()).contains("\"offset\" : 7");
        assertThat(requeued.out().lines())
                .containsExactly("2 jobs are with the workers again", "job-9 skipped: it has succeeded since");
        assertThat(services.submitted()).hasToString("{\"jobs\":[\"job-8\",\"job-9\"]}");
    }

    @Test
    void saysWhatItCanDo() {
        Outcome outcome = execute();

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains(
                        "demo",
                        "up",
                        "submit",
                        "status",
                        "results",
                        "fetch",
                        "networks",
                        "import-network",
                        "withdraw-network",
                        "topics",
                        "keys",
                        "token",
                        "verify",
                        "report",
                        "sql",
                        "./shakedown bench",
                        "./shakedown chaos");
    }

    private String api() {
        return "--api=" + services.address();
    }

    private static Outcome execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of(arguments));
        CommandLine commandLine = ShakedownCommand.commandLine();
        int status = commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }
}
