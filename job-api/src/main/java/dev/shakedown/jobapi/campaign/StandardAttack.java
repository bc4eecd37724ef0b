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

/**
 * The attacks that {@code type: standard} stands for. A version is never changed: figures of the same version can be
 * compared. {@code docs/standard-attack.md} has the reasons, and the members of version 1.
 */
final class StandardAttack {

    private static final String NAME = "standard-2/";
    private static final int STEPS_OF_SQUARES = 50;
    private static final int STEPS_OF_APGD = 100;
    /** What PSNR sees: outputs are clamped. */
    private static final Distance CLAMPED_L2 = new Distance(Measure.L2, null, null, true);

    private static final Distance CLAMPED_L1 = new Distance(Measure.L1, null, null, true);

    private StandardAttack() {}

    /**
     * The members, the cheapest first.
     *
     * @param objective untargeted or targeted
     * @param sharpIsKnown whether the sharp image of every image under attack is known
     */
    static List<AttackSpec> members(Objective objective, boolean sharpIsKnown) {
        if (sharpIsKnown && objective.ascends()) {
            Objective truth = new Objective.GroundTruth();
            return List.of(
                    member(NAME + "square", truth, Distance.L2, Update.SQUARE, STEPS_OF_SQUARES),
                    member(NAME + "apgd", truth, Distance.L2, Update.APGD, STEPS_OF_APGD),
                    member(NAME + "apgd-clamped", truth, CLAMPED_L2, Update.APGD, STEPS_OF_APGD),
                    member(NAME + "adam-l1", truth, CLAMPED_L1, Update.ADAM, AttackSpec.STEPS_AWAY));
        }
        String name = objective instanceof Objective.Targeted to ? NAME + to.name() + "/" : NAME;
        int steps = objective.ascends() ? AttackSpec.STEPS_AWAY : AttackSpec.STEPS_TOWARDS;
        return List.of(
                member(name + "square", objective, Distance.L2, Update.SQUARE, STEPS_OF_SQUARES),
                member(name + "apgd", objective, Distance.L2, Update.APGD, STEPS_OF_APGD),
                member(name + "apgd-l1", objective, CLAMPED_L1, Update.APGD, STEPS_OF_APGD),
                new AttackSpec(objective, steps, AttackSpec.STEP_SIZE, true, Iterate.LAST)
                        .named(NameRule.ATTACK.fit(name + "adam")));
    }

    private static AttackSpec member(String name, Objective objective, Distance distance, Update update, int steps) {
        AttackSpec member = new AttackSpec(
                objective,
                distance,
                Norm.LINF,
                Start.UNIFORM,
                update,
                steps,
                AttackSpec.STEP_SIZE,
                true,
                Iterate.BEST,
                1,
                null,
                null,
                false,
                AttackSpec.TRACE_EVERY);
        AttackSpec sized = switch (update) {
            case APGD -> member.stepping(AttackSpec.APGD_BUDGET_PARTS);
            case SQUARE -> member.stepping(AttackSpec.SQUARE_BUDGET_PARTS);
            case ADAM, SIGN, GRADIENT -> member;
        };
        return sized.named(NameRule.ATTACK.fit(name));
    }
}
