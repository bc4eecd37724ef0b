package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.TestJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignCommandsTest extends CommandFixture {

    @Test
    void opensThePages() {
        assertThat(execute("open", api()).out()).isEqualToIgnoringNewLines(services.storeAddress() + "/");
        assertThat(execute("open", "campaign-0", api()).out())
                .isEqualToIgnoringNewLines(services.storeAddress() + "/campaign.html?id=campaign-0");
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
}
