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
    private static final Distance L1 = new Distance(Measure.L1, null);

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
        if (objective instanceof Objective.Targeted target) {
            String name = NAME + target.name() + "/";
            return List.of(
                    member(name + "square", target, Distance.L2, Update.SQUARE, STEPS_OF_SQUARES),
                    member(name + "apgd", target, Distance.L2, Update.APGD, STEPS_OF_APGD),
                    member(name + "apgd-l1", target, L1, Update.APGD, STEPS_OF_APGD),
                    member(name + "adam", target, Distance.L2, Update.ADAM, AttackSpec.STEPS_TOWARDS));
        }
        Objective away = sharpIsKnown ? new Objective.GroundTruth() : objective;
        return List.of(
                member(NAME + "square", away, Distance.L2, Update.SQUARE, STEPS_OF_SQUARES),
                member(NAME + "apgd", away, Distance.L2, Update.APGD, STEPS_OF_APGD),
                member(NAME + "apgd-clamped", away, CLAMPED_L2, Update.APGD, STEPS_OF_APGD),
                member(NAME + "adam-l1", away, CLAMPED_L1, Update.ADAM, AttackSpec.STEPS_AWAY));
    }

    private static AttackSpec member(String name, Objective objective, Distance distance, Update update, int steps) {
        // The paper's attack towards a target is a member as it is.
        Iterate iterate =
                objective instanceof Objective.Targeted && update == Update.ADAM ? Iterate.LAST : Iterate.BEST;
        AttackSpec member = new AttackSpec(
                objective,
                distance,
                Norm.LINF,
                Start.UNIFORM,
                update,
                steps,
                AttackSpec.STEP_SIZE,
                true,
                iterate,
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
