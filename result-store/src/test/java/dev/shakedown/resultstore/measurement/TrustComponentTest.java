package dev.shakedown.resultstore.measurement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.SucceededJobs;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Verdicts on planted jobs: each indicator names what was planted, with its reason, and not the honest ones beside. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class TrustComponentTest {

    private static final NetworkRef HONEST = network("honest");
    private static final NetworkRef PLANTED = network("planted");
    private static final AttackSpec ADAM = attack(new Objective.Untargeted(), Update.ADAM, 0.001);
    private static final AttackSpec TARGETED =
            attack(new Objective.Targeted("goal", new ImageRef(Messages.digest("goal"), 64, 48)), Update.ADAM, 0.001);
    private static final ImageQuality SHARP = new ImageQuality(30, 0.9, 0.9);
    private static final List<TracePoint> SETTLED =
            List.of(new TracePoint(0, 10), new TracePoint(200, 39.5), new TracePoint(250, 40));

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    private final SucceededJobs jobs = new SucceededJobs();

    @Test
    void searchesThatDidNotMoveFailed() {
        Warning unmoved = new Warning(Warning.NO_MOVEMENT, "The gradient was zero");
        for (int image = 0; image < 10; image++) {
            add(job("trust-unmoved", HONEST).image(image));
            add(
                    image < 6
                            ? job("trust-unmoved", PLANTED).image(image).warning(unmoved)
                            : job("trust-unmoved", PLANTED).image(image));
        }
        store("trust-unmoved");

        assertThat(verdicts("trust-unmoved"))
                .containsExactly("honest 4: no objection {}", "planted 4: attack failed {no-movement}");
        assertThat(tables.value(
                        "SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-unmoved' AND network = 'planted'"))
                .isEqualTo("6 of 10 jobs could not change their objective (warning no-movement)");
        assertThat(tables.value("SELECT measured -> 'no-movement' ->> 'found' FROM trust"
                        + " WHERE campaign_id = 'trust-unmoved' AND network = 'planted'"))
                .isEqualTo("6");
    }

    /** Squares use no gradient, so nothing is said of theirs. */
    @Test
    void searchesWithAWrongGradientFailed() {
        AttackSpec squares = attack(new Objective.Untargeted(), Update.SQUARE, 0.03);
        Warning wrong = new Warning(Warning.GRADIENT_DISAGREES, "The gradient explains 0.02");
        for (int image = 0; image < 10; image++) {
            add(job("trust-gradient", HONEST).image(image));
            for (NetworkRef network : List.of(PLANTED, network("sometimes"))) {
                add(
                        image < (network.equals(PLANTED) ? 6 : 1)
                                ? job("trust-gradient", network).image(image).warning(wrong)
                                : job("trust-gradient", network).image(image));
            }
        }
        add(job("trust-gradient", HONEST).attack(squares));
        store("trust-gradient");

        assertThat(verdicts("trust-gradient", "attack LIKE '%adam%'"))
                .containsExactly(
                        "honest 4: no objection {}",
                        "planted 4: attack failed {gradient-disagrees}",
                        "sometimes 4: doubtful {gradient-disagrees}");
        assertThat(rows("SELECT reasons[1] || ' ' || (measured -> 'gradient-disagrees')::text FROM trust"
                        + " WHERE campaign_id = 'trust-gradient' AND network = 'planted'"))
                .containsExactly("In 6 of 10 jobs the network's gradient is not that of its output"
                        + " (warning gradient-disagrees) {\"of\": 10, \"found\": 6, \"figure\": null}");
        assertThat(rows("SELECT coalesce(measured ->> 'gradient-disagrees', 'not looked for') FROM trust"
                        + " WHERE campaign_id = 'trust-gradient' AND attack LIKE '%square%'"))
                .containsExactly("not looked for");
    }

    /** Half is not more than half; less than a tenth is nothing. */
    @Test
    void aFewJobsMakeAVerdictDoubtfulAndVeryFewNothing() {
        Warning unmoved = new Warning(Warning.NO_MOVEMENT, "The gradient was zero");
        for (int image = 0; image < 12; image++) {
            add(
                    image < 6
                            ? job("trust-share", PLANTED).image(image).warning(unmoved)
                            : job("trust-share", PLANTED).image(image));
            add(
                    image < 1
                            ? job("trust-share", HONEST).image(image).warning(unmoved)
                            : job("trust-share", HONEST).image(image));
        }
        store("trust-share");

        assertThat(verdicts("trust-share"))
                .containsExactly("honest 4: no objection {}", "planted 4: doubtful {no-movement}");
    }

    /** The perturbations are at the bound: noise of their size does the square root of 3 times what the start does. */
    @Test
    void aSearchThatDoesNoMoreHarmThanNoiseFailed() {
        AttackSpec fromZero = with(TARGETED, Start.ZERO, "from zero");
        add(job("trust-noise", HONEST).objective(10, 17.5));
        add(job("trust-noise", PLANTED).objective(10, 17));
        // A targeted attack has far to go: a thousandth of the way counts.
        add(job("trust-noise", HONEST).attack(TARGETED).objective(60, 58));
        add(job("trust-noise", PLANTED).attack(TARGETED).objective(60, 59.97));
        // The start is no noise.
        add(job("trust-noise", PLANTED).attack(fromZero).objective(60, 60));
        store("trust-noise");

        assertThat(verdicts("trust-noise", "attacks IS NULL"))
                .containsExactly(
                        "honest 4: no objection {}",
                        "honest 4: no objection {}",
                        "planted 4: no objection {}",
                        "planted 4: attack failed {noise-as-harmful}",
                        "planted 4: attack failed {noise-as-harmful}");
        assertThat(tables.value("SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-noise' AND network = 'planted'"
                        + " AND objective = 'untargeted'"))
                .isEqualTo(
                        "In 1 of 1 jobs noise of the same size does as much harm; on average the search added -1.9 % to it");
    }

    /** With the kernel an attack does more than any of the image can, and neither fails by it. */
    @Test
    void attacksOnTheKernelHaveNoVerdictAndChangeNone() {
        add(job("trust-told", HONEST).objective(10, 30));
        for (AttackSpec.Perturb perturb : List.of(AttackSpec.Perturb.KERNEL, AttackSpec.Perturb.BOTH)) {
            add(job("trust-told", HONEST)
                    .attack(ADAM.perturbing(perturb, AttackSpec.Norm.L2, 0.05).named(perturb.name()))
                    .objective(10, perturb == AttackSpec.Perturb.KERNEL ? 10 : 90));
        }
        store("trust-told");

        assertThat(verdicts("trust-told")).containsExactly("honest 4: no objection {}");
    }

    @Test
    void aLargerBudgetThatDoesLessHarmIsDoubtful() {
        add(job("trust-monotone", HONEST).budget(4).objective(5, 30));
        add(job("trust-monotone", HONEST).budget(8).objective(5, 29.5));
        add(job("trust-monotone", HONEST).budget(16).objective(5, 60));
        add(job("trust-monotone", PLANTED).budget(4).objective(5, 30));
        add(job("trust-monotone", PLANTED).budget(8).objective(5, 20));
        add(job("trust-monotone", PLANTED).budget(16).objective(5, 25));
        add(job("trust-monotone", HONEST).attack(TARGETED).budget(4).objective(60, 50));
        add(job("trust-monotone", HONEST).attack(TARGETED).budget(8).objective(61, 49));
        add(job("trust-monotone", PLANTED).attack(TARGETED).budget(4).objective(60, 50));
        add(job("trust-monotone", PLANTED).attack(TARGETED).budget(8).objective(61, 55));
        store("trust-monotone");

        assertThat(verdicts("trust-monotone", "objective = 'untargeted'"))
                .containsExactly(
                        "honest 4: no objection {}",
                        "honest 8: no objection {}",
                        "honest 16: no objection {}",
                        "planted 4: no objection {}",
                        "planted 8: doubtful {not-monotone}",
                        "planted 16: doubtful {not-monotone}");
        assertThat(verdicts("trust-monotone", "objective = 'targeted'"))
                .containsExactly(
                        "honest 4: no objection {}",
                        "honest 8: no objection {}",
                        "planted 4: no objection {}",
                        "planted 8: doubtful {not-monotone}");
        assertThat(tables.value(
                        "SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-monotone' AND network = 'planted'"
                                + " AND objective = 'untargeted' AND budget = 8"))
                .isEqualTo("In 1 of 1 jobs a smaller budget did more harm, by up to 50.0 % of the objective, though its"
                        + " perturbation is allowed here too");
    }

    /** Other images, blurs or attacks say nothing. */
    @Test
    void budgetsAreComparedOnOneImage() {
        add(job("trust-pairs", HONEST).image(1).budget(4).objective(5, 30));
        add(job("trust-pairs", HONEST).image(2).budget(8).objective(5, 20));
        store("trust-pairs");

        assertThat(verdicts("trust-pairs")).containsExactly("honest 4: no objection {}", "honest 8: no objection {}");
        assertThat(
                        tables.value(
                                "SELECT measured -> 'not-monotone' FROM trust WHERE campaign_id = 'trust-pairs' AND budget = 8"))
                .isNull();
    }

    @Test
    void aPerturbationOfAnotherNetworkThatDoesMoreHarmShowsAHiddenGradient() {
        add(job("trust-transfer", HONEST).objective(10, 40).judge(PLANTED, 30));
        add(job("trust-transfer", PLANTED).objective(5, 15).judge(HONEST, 12));
        store("trust-transfer");

        assertThat(verdicts("trust-transfer"))
                .containsExactly("honest 4: no objection {}", "planted 4: attack failed {transfer-beats-white-box}");
        assertThat(tables.value(
                        "SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-transfer' AND network = 'planted'"))
                .isEqualTo(
                        "In 1 of 1 jobs the same attack on another network found a perturbation that does more harm to"
                                + " this one, by up to 100.0 % of the objective");
    }

    @Test
    void anAttackThatLargerStepsBeatIsDoubtful() {
        AttackSpec sign = attack(new Objective.Untargeted(), Update.SIGN, 0.004);
        add(job("trust-steps", HONEST).attack(ADAM).objective(10, 30));
        add(job("trust-steps", HONEST).attack(sign).objective(10, 50));
        store("trust-steps");

        assertThat(rows("SELECT attack || ': ' || verdict || ' ' || codes::text FROM trust"
                        + " WHERE campaign_id = 'trust-steps' ORDER BY attack"))
                .containsExactly(
                        "untargeted, 250 steps, adam 0.001: doubtful {larger-steps-beat}",
                        "untargeted, 250 steps, sign 0.004: no objection {}",
                        "worst over attacks: no objection {}");
    }

    @Test
    void anAttackThatSquaresBeatFailed() {
        AttackSpec squares = attack(new Objective.Untargeted(), Update.SQUARE, 0.03);
        add(job("trust-squares", HONEST).attack(ADAM).objective(10, 30));
        add(job("trust-squares", HONEST).attack(squares).objective(10, 31));
        add(job("trust-squares", PLANTED).attack(ADAM).objective(10, 20));
        add(job("trust-squares", PLANTED).attack(squares).objective(10, 25));
        // Of another image, so it says nothing.
        add(job("trust-squares", HONEST).attack(squares).image(1).objective(10, 50));
        store("trust-squares");

        assertThat(rows("SELECT network || ', ' || attack || ': ' || verdict || ' ' || codes::text FROM trust"
                        + " WHERE campaign_id = 'trust-squares' ORDER BY network, attack"))
                .containsExactly(
                        "honest, untargeted, 250 steps, adam 0.001: no objection {}",
                        "honest, untargeted, 250 steps, square: no objection {}",
                        "honest, worst over attacks: no objection {}",
                        "planted, untargeted, 250 steps, adam 0.001: attack failed {black-box-beats}",
                        "planted, untargeted, 250 steps, square: no objection {}",
                        "planted, worst over attacks: attack failed {black-box-beats}");
        assertThat(tables.value("SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-squares'"
                        + " AND network = 'planted' AND codes <> '{}' AND attacks IS NULL"))
                .isEqualTo("In 1 of 1 jobs an attack without gradients (square) did more harm, by up to 25.0 % of the"
                        + " objective");
    }

    /** More steps, another distance or a perturbation that is not clipped show nothing about the step size. */
    @Test
    void attacksOnAnotherProblemOrWithMoreStepsAreNotCompared() {
        AttackSpec larger = attack(new Objective.Untargeted(), Update.SIGN, 0.004);
        add(job("trust-problems", HONEST).attack(ADAM).objective(10, 30));
        add(job("trust-problems", HONEST)
                .attack(spec(larger, 500, larger.distance(), true))
                .objective(10, 50));
        add(job("trust-problems", HONEST)
                .attack(spec(larger, 250, larger.distance(), false))
                .objective(10, 50));
        add(job("trust-problems", HONEST)
                .attack(spec(larger, 250, new Distance(Distance.Measure.MSE, null), true))
                .objective(10, 50));
        store("trust-problems");

        assertThat(verdicts("trust-problems", "attacks IS NULL")).hasSize(4).containsOnly("honest 4: no objection {}");
    }

    @Test
    void aSearchThatStillProgressesAtItsEndIsDoubtful() {
        add(job("trust-rising", HONEST).trace(SETTLED));
        // A tenth of the steps of the last fifth: 10 of 30 in a fifth are 5 in a tenth, a sixth of all.
        add(job("trust-rising", PLANTED)
                .trace(List.of(new TracePoint(0, 10), new TracePoint(200, 30), new TracePoint(250, 40))));
        add(job("trust-rising", HONEST)
                .attack(TARGETED)
                .objective(60, 50)
                .trace(List.of(new TracePoint(0, 60), new TracePoint(200, 50.2), new TracePoint(250, 50))));
        add(job("trust-rising", PLANTED)
                .attack(TARGETED)
                .objective(60, 50)
                .trace(List.of(new TracePoint(0, 60), new TracePoint(225, 51), new TracePoint(250, 50))));
        store("trust-rising");

        assertThat(verdicts("trust-rising"))
                .containsExactly(
                        "honest 4: no objection {}",
                        "honest 4: no objection {}",
                        "planted 4: doubtful {not-converged}",
                        "planted 4: doubtful {not-converged}");
        assertThat(rows("SELECT round((measured -> 'not-converged' ->> 'figure')::numeric, 1)::text FROM trust"
                        + " WHERE campaign_id = 'trust-rising' AND network = 'planted' ORDER BY objective DESC"))
                .containsExactly("16.7", "10.0");
    }

    @Test
    void whatDoesNotRestoreOrLeavesTheRangeOfValuesIsDoubtful() {
        add(job("trust-degenerate", HONEST).clean(30));
        add(job("trust-degenerate", PLANTED).clean(21));
        add(job("trust-degenerate", network("wide")).warning(new Warning(Warning.OUTPUT_RANGE, "0 to 255")));
        store("trust-degenerate");

        assertThat(verdicts("trust-degenerate"))
                .containsExactly(
                        "honest 4: no objection {}",
                        "planted 4: doubtful {does-not-restore}",
                        "wide 4: doubtful {output-range}");
        assertThat(tables.value("SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-degenerate'"
                        + " AND network = 'planted'"))
                .endsWith("the mean gain is -1.0 dB");
    }

    /** The view costs the same however many jobs there are. */
    @Test
    void onlyTheFirstJobsAreLookedAt() {
        Warning unmoved = new Warning(Warning.NO_MOVEMENT, "The gradient was zero");
        for (int image = 0; image < 70; image++) {
            add(
                    image < 50
                            ? job("trust-many", HONEST).image(image)
                            : job("trust-many", HONEST).image(image).warning(unmoved));
        }
        store("trust-many");

        assertThat(verdicts("trust-many")).containsExactly("honest 4: no objection {}");
        assertThat(tables.value("SELECT jobs FROM trust WHERE campaign_id = 'trust-many'"))
                .isEqualTo("50");
    }

    @Test
    void verdictsAreServedWithTheirReasons() {
        add(job("trust-served", PLANTED).objective(10, 10));
        store("trust-served");

        given().get("/api/v1/campaigns/trust-served/views/trust")
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .body("[0].network", equalTo("planted"))
                .body("[0].verdict", equalTo("attack failed"))
                .body("[0].codes", equalTo(List.of("noise-as-harmful")))
                .body("[0].reasons.size()", equalTo(1))
                .body("[0].measured.'noise-as-harmful'.of", equalTo(1));
    }

    /** Two of three jobs differ by more than a tenth of what the search brought; each of the honest ones by less. */
    @Test
    void seedsThatDisagreeAreDoubtful() {
        for (int image = 0; image < 3; image++) {
            add(job("trust-seeds", HONEST).image(image).objective(10, 40));
            add(job("trust-seeds", HONEST).image(image).objective(11, 38));
            add(job("trust-seeds", PLANTED).image(image).objective(10, 40));
            add(job("trust-seeds", PLANTED).image(image).objective(11, image == 0 ? 38 : 30));
        }
        store("trust-seeds");

        assertThat(verdicts("trust-seeds"))
                .containsExactly("honest 4: no objection {}", "planted 4: doubtful {restarts-disagree}");
        assertThat(tables.value(
                        "SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-seeds' AND network = 'planted'"))
                .isEqualTo("In 4 of 6 jobs the seeds disagree, by up to 25.0 % of the objective");
        assertThat(tables.value("SELECT measured -> 'restarts-disagree' ->> 'figure' FROM trust"
                        + " WHERE campaign_id = 'trust-seeds' AND network = 'honest'"))
                .isEqualTo("5");
    }

    /** The best seed speaks for an attack: neither a smaller budget nor another network beats it. */
    @Test
    void aWeakSeedIsNotBeatenByTheStrongOneOfAnotherAttack() {
        for (double last : new double[] {40, 25}) {
            add(job("trust-best", HONEST).budget(4).objective(10, last).judge(PLANTED, 20));
            add(job("trust-best", HONEST).budget(8).objective(10, last).judge(PLANTED, 20));
            add(job("trust-best", PLANTED).budget(4).objective(10, last).judge(HONEST, 20));
        }
        store("trust-best");

        assertThat(verdicts("trust-best"))
                .containsExactly(
                        "honest 4: doubtful {restarts-disagree}",
                        "honest 8: doubtful {restarts-disagree}",
                        "planted 4: doubtful {restarts-disagree}");
    }

    /** Said of every budget of that attack, and of no other. */
    @Test
    void anAttackThatFailsWhereEveryImageIsAllowedIsDoubtful() {
        AttackSpec sign = attack(new Objective.Untargeted(), Update.SIGN, 0.004);
        for (NetworkRef network : List.of(HONEST, PLANTED)) {
            double left = network.equals(HONEST) ? 7.5 : 11.25;
            add(job("trust-unbounded", network).budget(4).objective(10, 40));
            add(job("trust-unbounded", network).budget(255).objective(60, 120).attacked(left));
            add(job("trust-unbounded", network).attack(sign).budget(4).objective(10, 40));
            double near = network.equals(HONEST) ? 0.85 : 0.5;
            add(job("trust-unbounded", network).attack(TARGETED).budget(4).objective(60, 50));
            add(job("trust-unbounded", network)
                    .attack(TARGETED)
                    .budget(255)
                    .objective(60, 5)
                    .target(near));
        }
        store("trust-unbounded");

        assertThat(rows(
                        "SELECT network || ' ' || attack || ' ' || budget || ': ' || verdict || ' ' || codes::text FROM trust"
                                + " WHERE campaign_id = 'trust-unbounded' AND network = 'planted' AND attacks IS NULL"
                                + " ORDER BY attack, budget"))
                .containsExactly(
                        "planted targeted goal, 250 steps, adam 0.001 4: doubtful {unbounded-attack-fails}",
                        "planted targeted goal, 250 steps, adam 0.001 255: doubtful {unbounded-attack-fails}",
                        "planted untargeted, 250 steps, adam 0.001 4: doubtful {unbounded-attack-fails}",
                        "planted untargeted, 250 steps, adam 0.001 255: doubtful {unbounded-attack-fails}",
                        "planted untargeted, 250 steps, sign 0.004 4: no objection {}");
        assertThat(verdicts("trust-unbounded", "network = 'honest'"))
                .allMatch(line -> line.endsWith("no objection {}"));
        assertThat(rows("SELECT reasons[1] FROM trust WHERE campaign_id = 'trust-unbounded' AND network = 'planted'"
                        + " AND budget = 4 AND codes <> '{}' AND attacks IS NULL ORDER BY objective DESC"))
                .containsExactly(
                        "In 1 of 1 jobs this attack leaves over 10 dB of PSNR even if every image is allowed, where a black"
                                + " or a white one leaves 6; the mean is 11.3 dB",
                        "In 1 of 1 jobs this attack does not reach its target even if every image is allowed; its mean NCC"
                                + " to the target is 50.0 %");
    }

    private List<String> verdicts(String campaign) {
        return verdicts(campaign, "true");
    }

    private List<String> verdicts(String campaign, String condition) {
        return rows(
                "SELECT network || ' ' || budget || ': ' || verdict || ' ' || codes::text FROM trust WHERE campaign_id = '"
                        + campaign + "' AND " + condition + " ORDER BY network, budget, verdict DESC");
    }

    private List<String> rows(String sql) {
        String all = tables.value("SELECT string_agg(line, '\n') FROM (" + sql + ") AS r (line)");
        return all == null ? List.of() : List.of(all.split("\n"));
    }

    private void add(PlantedJob job) {
        AttackRequest request = job.request(jobs.next());
        jobs.add(request, job.result(request));
    }

    private void store(String campaign) {
        jobs.store(topics, campaign);
    }

    private static NetworkRef network(String name) {
        return new NetworkRef(name, Messages.digest(name));
    }

    private static AttackSpec attack(Objective objective, Update update, double stepSize) {
        AttackSpec paper = new AttackSpec(objective, 250, stepSize, true, AttackSpec.Iterate.LAST);
        return with(paper, update, Start.UNIFORM, 250, Distance.L2, true, "");
    }

    private static AttackSpec with(AttackSpec attack, Start start, String name) {
        return with(attack, attack.update(), start, attack.steps(), attack.distance(), attack.clip(), name);
    }

    private static AttackSpec spec(AttackSpec attack, int steps, Distance distance, boolean clip) {
        return with(attack, attack.update(), attack.start(), steps, distance, clip, "");
    }

    private static AttackSpec with(
            AttackSpec attack, Update update, Start start, int steps, Distance distance, boolean clip, String name) {
        return new AttackSpec(
                        attack.objective(),
                        distance,
                        attack.norm(),
                        start,
                        update,
                        steps,
                        attack.stepSize(),
                        clip,
                        attack.iterate(),
                        attack.restarts(),
                        null,
                        null,
                        false,
                        attack.traceEvery())
                .named(name);
    }

    private static PlantedJob job(String campaign, NetworkRef network) {
        return new PlantedJob(campaign, network);
    }

    /** A job that succeeded, honest unless something else is said. */
    private static final class PlantedJob {

        private final String campaign;
        private final NetworkRef network;
        private final List<Warning> warnings = new ArrayList<>();
        private final List<JudgedEvaluation> others = new ArrayList<>();
        private AttackSpec attack = ADAM;
        private String image = "image";
        private double budget = 4;
        private double initial = 10;
        private double last = 40;
        private double clean = 30;
        private double attacked = 30;
        private @Nullable ImageQuality target;
        private List<TracePoint> trace = SETTLED;

        PlantedJob(String campaign, NetworkRef network) {
            this.campaign = campaign;
            this.network = network;
        }

        PlantedJob attack(AttackSpec attack) {
            this.attack = attack;
            return this;
        }

        PlantedJob image(int number) {
            this.image = "image-" + number;
            return this;
        }

        PlantedJob budget(double budget) {
            this.budget = budget;
            return this;
        }

        PlantedJob objective(double initial, double last) {
            this.initial = initial;
            this.last = last;
            return this;
        }

        PlantedJob clean(double psnr) {
            this.clean = psnr;
            return this;
        }

        PlantedJob attacked(double psnr) {
            this.attacked = psnr;
            return this;
        }

        /** The NCC of the attacked output to the target. */
        PlantedJob target(double ncc) {
            this.target = new ImageQuality(20, ncc, 0.5);
            return this;
        }

        PlantedJob trace(List<TracePoint> trace) {
            this.trace = trace;
            return this;
        }

        PlantedJob warning(Warning warning) {
            warnings.add(warning);
            return this;
        }

        /** Another network, on which the perturbation reaches this objective. */
        PlantedJob judge(NetworkRef judge, double objective) {
            others.add(new JudgedEvaluation(judge, evaluation(10, objective)));
            return this;
        }

        AttackRequest request(int ordinal) {
            AttackRequest usual = Messages.request(campaign, ordinal, image, attack);
            return new AttackRequest(
                    usual.schema(),
                    usual.jobId(),
                    campaign,
                    ordinal,
                    usual.source(),
                    usual.blur(),
                    network,
                    attack,
                    budget,
                    usual.seed(),
                    usual.submitted());
        }

        AttackResult result(AttackRequest request) {
            List<JudgedEvaluation> judged = new ArrayList<>();
            judged.add(new JudgedEvaluation(network, evaluation(initial, last)));
            judged.addAll(others);
            return new AttackResult(
                    AttackResult.SCHEMA,
                    request.jobId(),
                    campaign,
                    new JobOutcome.Succeeded(
                            judged.get(0).evaluation(), judged, trace, List.of(), 0.0125, List.copyOf(warnings)),
                    "worker-1",
                    Messages.SUBMITTED.plusSeconds(1),
                    Messages.SUBMITTED.plusSeconds(5));
        }

        private Evaluation evaluation(double atStart, double atEnd) {
            return new Evaluation(
                    new ImageQuality(22, 0.5, 0.5),
                    new ImageQuality(clean, 0.9, 0.9),
                    new ImageQuality(attacked, 0.9, 0.9),
                    SHARP,
                    target,
                    target,
                    target,
                    SHARP,
                    SHARP,
                    2.0,
                    budget / 255,
                    budget / 255 * Math.sqrt(3 * 64 * 48),
                    budget / 255,
                    atStart,
                    atEnd,
                    250);
        }
    }
}
