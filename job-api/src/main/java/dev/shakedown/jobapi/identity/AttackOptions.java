package dev.shakedown.jobapi.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Plateau;
import dev.shakedown.contract.campaign.Rectangle;
import org.jspecify.annotations.Nullable;

/** The options of an attack as part of its job's identity: only those that are not as in the paper. */
final class AttackOptions {

    private AttackOptions() {}

    static ObjectNode add(ObjectNode content, AttackSpec attack) {
        addObjective(content, attack.objective());
        if (attack.distance().measure() != Distance.Measure.L2) {
            content.put("measure", JobIdentityContent.word(attack.distance().measure()));
        }
        addMask(content, attack.distance().mask());
        if (attack.norm() != Norm.LINF) {
            content.put("norm", JobIdentityContent.word(attack.norm()));
        }
        if (attack.start() != Start.UNIFORM) {
            content.put("start", JobIdentityContent.word(attack.start()));
        }
        if (attack.update() != Update.ADAM) {
            content.put("update", JobIdentityContent.word(attack.update()));
        }
        if (attack.restarts() != 1) {
            content.put("restarts", attack.restarts());
        }
        Plateau plateau = attack.plateau();
        if (plateau != null) {
            content.putObject("plateau").put("steps", plateau.steps()).put("improvement", plateau.improvement());
        }
        addExpectation(content, attack.expectation());
        if (attack.universal()) {
            content.put("universal", true);
        }
        if (attack.traceEvery() != AttackSpec.TRACE_EVERY) {
            content.put("traceEvery", attack.traceEvery());
        }
        return content;
    }

    private static void addObjective(ObjectNode content, Objective objective) {
        if (objective instanceof Objective.GroundTruth) {
            content.put("objective", "ground-truth");
        }
        if (objective instanceof Objective.Localised edit) {
            content.put("objective", "localised");
            addRectangle(content, edit.rectangle());
            if (edit.patch() instanceof Patch.Picture picture) {
                content.put("patch", picture.image().sha256());
            } else if (edit.patch() instanceof Patch.Text text) {
                content.putObject("patch")
                        .put("text", text.text())
                        .put("colour", text.colour())
                        .put("background", text.background());
            }
        }
    }

    private static void addMask(ObjectNode content, @Nullable Mask mask) {
        if (mask instanceof Mask.Region region) {
            ObjectNode written = content.putObject("mask").put("inside", region.inside());
            addRectangle(written.put("outside", region.outside()), region.rectangle());
        } else if (mask instanceof Mask.Picture picture) {
            content.put("mask", picture.image().sha256());
        }
    }

    private static void addRectangle(ObjectNode content, Rectangle rectangle) {
        content.putObject("rectangle")
                .put("left", rectangle.left())
                .put("top", rectangle.top())
                .put("width", rectangle.width())
                .put("height", rectangle.height());
    }

    private static void addExpectation(ObjectNode content, @Nullable Expectation expectation) {
        if (expectation == null) {
            return;
        }
        ArrayNode kernels = content.putObject("expectation")
                .put("samples", expectation.samples())
                .put("noiseSigma", expectation.noiseSigma())
                .putArray("kernels");
        expectation.kernels().forEach(kernel -> kernels.add(JobIdentityContent.of(kernel)));
    }
}
