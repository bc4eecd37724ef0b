package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Checks that attacks on the kernel that networks are told go with the campaign's networks. */
final class KernelAttackCheck {

    private final Violations violations;

    KernelAttackCheck(Violations violations) {
        this.violations = violations;
    }

    /**
     * Checks every attack.
     *
     * @param named the networks under attack
     * @param involved these and the networks that judge
     */
    void check(
            List<Located<AttackSpec>> attacks, List<Located<AnnouncedNetwork>> named, List<AnnouncedNetwork> involved) {
        for (Located<AttackSpec> attack : attacks) {
            if (attack.value().perturbsKernel()) {
                networksAreTold(attack, named, involved);
            }
        }
    }

    private void networksAreTold(
            Located<AttackSpec> attack, List<Located<AnnouncedNetwork>> named, List<AnnouncedNetwork> involved) {
        String path = attack.path() + ".perturb";
        String word = Objects.requireNonNull(attack.value().perturb()).name().toLowerCase(Locale.ROOT);
        for (AnnouncedNetwork network : involved) {
            if (network.card().kind() == NetworkCard.Kind.BLIND) {
                violations.add(
                        path,
                        word,
                        "image, because network %s is blind and is told no kernel; or give non-blind networks alone, for example wiener"
                                .formatted(network.card().name()));
            }
        }
        for (Located<AnnouncedNetwork> network : named) {
            if (network.value().card().kind() != NetworkCard.Kind.BLIND
                    && network.value().card().gradient() == NetworkCard.Gradient.VJP) {
                violations.add(
                        path,
                        word,
                        "image, because network %s computes its own gradient (gradient: vjp), which is that of the image alone"
                                .formatted(network.value().card().name()));
            }
        }
    }
}
