package dev.shakedown.cli.report;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.job.AttackRequest;
import java.util.Collection;
import java.util.Locale;

/** What a budget bounds: the largest change of a value, or the root mean square of all changes. */
final class Norms {

    private static final String L2 = "l2";

    private Norms() {}

    /** As the result-store calls a job's norm. */
    static String of(AttackRequest request) {
        return request.attack().norm().name().toLowerCase(Locale.ROOT);
    }

    static boolean isL2(AttackRequest request) {
        return request.attack().norm() == AttackSpec.Norm.L2;
    }

    /** How many values delta has: 3 H W. */
    static long values(AttackRequest request) {
        if (request.source() instanceof ImageSource.Blurred arrived) {
            return 3L * arrived.blurred().width() * arrived.blurred().height();
        }
        ImageRef sharp = ((ImageSource.Sharp) request.source()).sharp();
        BlurSpec blur = request.blur();
        int reach = blur != null && blur.boundary() == Boundary.VALID
                ? blur.model().reach(sharp.width(), sharp.height())
                : 0;
        return 3L * (sharp.width() - 2 * reach) * (sharp.height() - 2 * reach);
    }

    /** A budget in a table: its number, and its norm where that is not the usual one. */
    static Html budget(String norm, String number) {
        return norm.equals(L2) ? Html.of("{}/255 <small>rms</small>", number) : Html.of("{}/255", number);
    }

    /** What is bounded, as a formula: {@code max |delta|}. */
    static Html bounded(String norm) {
        return Html.verbatim(norm.equals(L2) ? "rms <i>δ</i>" : "max |<i>δ</i>|");
    }

    /** What delta keeps, for an explanation of symbols. */
    static Html constraint(Collection<String> norms) {
        boolean ball = norms.contains(L2);
        boolean box = norms.stream().anyMatch(norm -> !norm.equals(L2)) || norms.isEmpty();
        String inBox = "<span class=\"formula\">max |<i>δ</i>| ≤ <i>ε</i></span>";
        String inBall = "root mean square (rms) at most <i>ε</i>, which is "
                + "<span class=\"formula\">‖<i>δ</i>‖₂ ≤ <i>ε</i> √(3<i>HW</i>)</span>";
        return Html.verbatim(
                ball && box
                        ? "with " + inBox + " or, where a budget says rms, of " + inBall
                        : ball ? "of " + inBall : "with " + inBox);
    }

    /** The bound in a sentence, after {@code perturbed by}. */
    static String words(Collection<String> norms, String budgets) {
        boolean ball = norms.contains(L2);
        boolean box = norms.stream().anyMatch(norm -> !norm.equals(L2)) || norms.isEmpty();
        return ball && box
                ? "at most %s, as largest change or as root mean square".formatted(budgets)
                : ball ? "at most %s root mean square".formatted(budgets) : "at most %s".formatted(budgets);
    }
}
