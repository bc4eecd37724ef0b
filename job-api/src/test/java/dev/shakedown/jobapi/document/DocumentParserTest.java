package dev.shakedown.jobapi.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.jobapi.document.DocumentParser.DocumentFormat;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome.Parsed;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome.Unreadable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentParserTest {

    private static final int MEBIBYTE = 1024 * 1024;

    private final DocumentParser parser = new DocumentParser(MEBIBYTE);

    @Test
    void readsJsonAndYamlToTheSameTree() {
        ParseOutcome fromJson = parse("{\"a\": [1, 2.5, true, null, \"x\"]}", DocumentFormat.JSON);
        ParseOutcome fromYaml = parse("a: [1, 2.5, true, null, x]", DocumentFormat.YAML);

        assertThat(fromYaml).isInstanceOf(Parsed.class).hasToString(fromJson.toString());
    }

    @Test
    void readsADocumentWithAByteOrderMark() {
        assertThat(parse("\uFEFFa: 1", DocumentFormat.YAML)).isInstanceOf(Parsed.class);
        assertThat(parse("\uFEFF{\"a\": 1}", DocumentFormat.JSON)).isInstanceOf(Parsed.class);
    }

    @Test
    void refusesAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%1$d: &a%1$d [".formatted(i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("*a%d]\n".formatted(i - 1));
        }

        assertThat(detail(bomb.toString(), DocumentFormat.YAML))
                .isEqualTo("The document has an anchor (a0); write the value out (line 1, column 5)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: *b                        | The document has an alias (b); write the value out (line 1, column 4)",
                "a: !!java.net.URL [x]        | The document has a tag (tag:yaml.org,2002:java.net.URL); write plain values (line 1, column 4)",
                "a: !mine x                   | The document has a tag (!mine); write plain values (line 1, column 4)",
                "a: [1, 2                     | Not YAML: expected ',' or ']', but got <stream end> (line 1, column 9)",
                "'{a: 1, a: 2}'               | The document has the key a twice (line 1, column 8)",
                "''                           | The document is empty",
                "'# nothing'                  | The document is empty",
            })
    void refusesYamlThatIsNotPlain(String document, String detail) {
        assertThat(detail(document, DocumentFormat.YAML)).isEqualTo(detail);
    }

    @Test
    void readsNumbersThatAreNotFiniteForOthersToRefuse() {
        ParseOutcome fromJson = parse("{\"a\": [NaN, Infinity, -Infinity]}", DocumentFormat.JSON);
        ParseOutcome fromYaml = parse("a: [.nan, .inf, -.INF]", DocumentFormat.YAML);

        assertThat(fromYaml).isInstanceOf(Parsed.class).isEqualTo(fromJson);
    }

    @ParameterizedTest
    @CsvSource({
        "250, '250'",
        "-7, '-7'",
        "+7, '7'",
        "007, '7'",
        "1e3, '1000.0'",
        ".5, '0.5'",
        "2., '2.0'",
        "~, 'null'",
        "no, '\"no\"'",
        "0x10, '\"0x10\"'",
        "1_000, '\"1_000\"'",
        "12:30, '\"12:30\"'",
        "2026-01-01, '\"2026-01-01\"'",
        "True, 'true'",
        "\"true\", '\"true\"'",
        "\"7\", '\"7\"'"
    })
    void readsYamlWordsByTheCoreSchema(String written, String json) {
        Parsed parsed = (Parsed) parse("a: " + written, DocumentFormat.YAML);

        assertThat(parsed.root().get("a")).hasToString(json);
    }

    @Test
    void takesAnUnquotedHashForTextEvenIfItLooksLikeANumber() {
        String hash = "1".repeat(30) + "e" + "2".repeat(33);

        assertThat(((Parsed) parse("a: " + hash, DocumentFormat.YAML))
                        .root()
                        .get("a")
                        .isTextual())
                .isTrue();
    }

    @Test
    void refusesAKeyThatIsNoText() {
        assertThat(detail("? [a]\n: 1\n", DocumentFormat.YAML))
                .isEqualTo("The document has a key that is not plain text (line 1, column 3)");
    }

    @Test
    void refusesSeveralYamlDocuments() {
        assertThat(detail("a: 1\n---\nb: 2\n", DocumentFormat.YAML))
                .isEqualTo("The document has more than one document (line 2, column 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\": 1} x", "{\"a\": 1, \"a\": 2}", "{'a': 1}", "nonsense"})
    void refusesWhatIsNotJson(String document) {
        assertThat(parse(document, DocumentFormat.JSON)).isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[{a: ", "\"", "'", "&a ", "!!", "a:\n ", "%", "|\n"})
    void refusesDeepOrBrokenNestingQuickly(String opening) {
        String document = opening.repeat(MEBIBYTE / opening.length() - 1);

        Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            assertThat(parse(document, DocumentFormat.YAML)).isInstanceOf(Unreadable.class);
            assertThat(parse(document, DocumentFormat.JSON)).isInstanceOf(Unreadable.class);
        });
    }

    @Test
    void refusesNumbersOfManyDigits() {
        String digits = "9".repeat(MEBIBYTE / 2);

        assertThat(parse("{\"a\": " + digits + "}", DocumentFormat.JSON)).isInstanceOf(Unreadable.class);
    }

    @Test
    void refusesAnotherEncoding() {
        byte[] latin = "name: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(parser.parse(latin, DocumentFormat.YAML))
                .isEqualTo(new Unreadable("The document is not UTF-8 text"));
    }

    @Test
    void refusesALargeDocument() {
        assertThat(detail("#".repeat(MEBIBYTE + 1), DocumentFormat.YAML))
                .isEqualTo("The document is larger than 1048576 bytes");
    }

    private ParseOutcome parse(String document, DocumentFormat format) {
        return parser.parse(document.getBytes(StandardCharsets.UTF_8), format);
    }

    private String detail(String document, DocumentFormat format) {
        return ((Unreadable) parse(document, format)).detail();
    }
}
