package dev.shakedown.jobapi.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BudgetWarnings;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.jobapi.document.DocumentParser;
import dev.shakedown.jobapi.document.DocumentParser.DocumentFormat;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The campaigns of the examples and of the documentation are usual ones: nothing is to be warned of. */
class OwnCampaignsTest {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root", ".."));
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void haveBudgetsAndStepSizesThatNothingIsSaidOf() throws IOException {
        Map<String, String> campaigns = campaigns();

        assertThat(campaigns).hasSizeGreaterThan(10);
        assertThat(campaigns.keySet())
                .anyMatch(name -> name.startsWith("docs"))
                .anyMatch(name -> name.startsWith("README"));
        campaigns.forEach((name, text) -> assertThat(warnings(text)).as(name).isEmpty());
    }

    static Map<String, String> campaigns() throws IOException {
        Map<String, String> campaigns = new TreeMap<>();
        for (Path file : files("examples", ".yaml")) {
            campaigns.put(ROOT.relativize(file).toString(), Files.readString(file));
        }
        List<Path> pages = Stream.concat(files("docs", ".md").stream(), Stream.of(ROOT.resolve("README.md")))
                .toList();
        for (Path page : pages) {
            Matcher blocks = YAML.matcher(Files.readString(page));
            while (blocks.find()) {
                if (blocks.group(1).contains("budgets:") && blocks.group(1).contains("attacks:")) {
                    campaigns.put(ROOT.relativize(page) + " at " + blocks.start(), blocks.group(1));
                }
            }
        }
        return campaigns;
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private static List<Warning> warnings(String yaml) {
        ParseOutcome outcome =
                new DocumentParser(1 << 20).parse(yaml.getBytes(StandardCharsets.UTF_8), DocumentFormat.YAML);
        JsonNode campaign = ((ParseOutcome.Parsed) outcome).root();
        Stream.Builder<Warning> warnings = Stream.builder();
        for (JsonNode attack : campaign.get("attacks")) {
            for (JsonNode budget : campaign.get("budgets")) {
                BudgetWarnings.of(spec(attack), budget.asDouble()).forEach(warnings);
            }
        }
        return warnings.build().toList();
    }

    /** What a warning depends on, with the defaults of the document. */
    private static AttackSpec spec(JsonNode attack) {
        boolean towards = attack.has("target") || attack.has("patch");
        AttackSpec spec = new AttackSpec(
                new Objective.Untargeted(),
                Distance.L2,
                attack.has("norm") ? AttackSpec.Norm.L2 : AttackSpec.Norm.LINF,
                AttackSpec.Start.UNIFORM,
                attack.path("update").asText().equals("sign") ? AttackSpec.Update.SIGN : AttackSpec.Update.ADAM,
                attack.path("steps").asInt(towards ? 500 : 250),
                attack.path("stepSize").asDouble(1e-3),
                true,
                AttackSpec.Iterate.LAST,
                1,
                null,
                null,
                false,
                AttackSpec.TRACE_EVERY);
        String stepSize = attack.path("stepSize").asText();
        return stepSize.startsWith("budget/") ? spec.stepping(Double.parseDouble(stepSize.substring(7))) : spec;
    }
}
