package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Distance.Measure;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.campaign.Objective;
import java.util.List;
import java.util.stream.Stream;

/**
 * The attacks that {@code type: standard} stands for. A version is never changed: figures of the same version can be
 * compared. {@code docs/standard-attack.md} has the reasons.
 */
final class StandardAttack {

    private static final String NAME = "standard-1/";
    private static final int STEPS_OF_APGD = 100;
    private static final int STEPS_FROM_TRUTH = 150;

    private StandardAttack() {}

    /**
     * The members, the paper's attack first.
     *
     * @param objective untargeted or targeted
     * @param sharpIsKnown whether the sharp image of every image under attack is known
     */
    static List<AttackSpec> members(Objective objective, boolean sharpIsKnown) {
        boolean targeted = objective instanceof Objective.Targeted;
        String name = objective instanceof Objective.Targeted to ? NAME + to.name() + "/" : NAME;
        AttackSpec paper = new AttackSpec(
                objective,
                targeted ? AttackSpec.STEPS_TOWARDS : AttackSpec.STEPS_AWAY,
                AttackSpec.STEP_SIZE,
                true,
                Iterate.LAST);
        List<AttackSpec> others = !targeted && sharpIsKnown
                ? List.of(
                        auto(new Objective.GroundTruth(), Distance.L2).named(name + "apgd-truth"),
                        new AttackSpec(
                                        new Objective.GroundTruth(),
                                        STEPS_FROM_TRUTH,
                                        AttackSpec.STEP_SIZE,
                                        true,
                                        Iterate.LAST)
                                .named(name + "adam-truth"))
                : List.of(
                        auto(objective, Distance.L2).named(name + "apgd"),
                        auto(objective, new Distance(Measure.L1, null)).named(name + "apgd-l1"));
        return Stream.concat(Stream.of(paper.named(name + "adam")), others.stream())
                .map(StandardAttack::fitted)
                .toList();
    }

    private static AttackSpec auto(Objective objective, Distance distance) {
        return new AttackSpec(
                        objective,
                        distance,
                        Norm.LINF,
                        Start.UNIFORM,
                        Update.APGD,
                        STEPS_OF_APGD,
                        AttackSpec.STEP_SIZE,
                        true,
                        Iterate.BEST,
                        1,
                        null,
                        null,
                        false,
                        AttackSpec.TRACE_EVERY)
                .stepping(AttackSpec.APGD_BUDGET_PARTS);
    }

    private static AttackSpec fitted(AttackSpec member) {
        return member.named(NameRule.ATTACK.fit(member.name()));
    }
}
