package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.WireFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest extends CommandFixture {

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
    void saysWhatToDoWhenNobodyAnswers() {
        services.close();

        Outcome outcome = execute("networks", "--api", services.address().toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines("shakedown: no answer from " + services.address()
                        + "; start one with ./shakedown up, or name another with --api");
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
            {"import-bundle", out + ".zip"},
            {"bundles"},
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
    void makesACompletionScript() {
        assertThat(execute("generate-completion").out()).contains("complete -F", "shakedown", "--last");
    }

    @Test
    void saysThatNoDatabaseRuns() {
        Outcome outcome = execute("sql", "--data", folder.toString(), "-c", "SELECT 1");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("no stack runs with its data in " + folder);
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
}
