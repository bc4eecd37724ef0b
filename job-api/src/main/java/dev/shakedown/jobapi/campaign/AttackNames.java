package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.identity.CanonicalJson;
import dev.shakedown.jobapi.identity.JobIdentityContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of attacks that a document does not name. */
final class AttackNames {

    private static final int DIGITS = 8;

    private AttackNames() {}

    /**
     * The same attacks. Where several would be called by the same words, those that the document does not name get
     * digits that depend on the attack alone, so it is called the same in every such campaign.
     */
    static List<Located<AttackSpec>> distinguished(List<Located<AttackSpec>> attacks) {
        Map<String, Integer> counts = new HashMap<>();
        attacks.forEach(attack -> counts.merge(attack.value().name(), 1, Integer::sum));
        return attacks.stream()
                .map(attack -> attack.with(attack.value().named(name(attack.value(), counts))))
                .toList();
    }

    private static String name(AttackSpec attack, Map<String, Integer> counts) {
        boolean isNamed = !attack.named("").name().equals(attack.name());
        if (isNamed) {
            return attack.name();
        }
        return NameRule.ATTACK.fit(
                counts.getOrDefault(attack.name(), 0) > 1 ? attack.name() + ", " + digits(attack) : attack.name());
    }

    private static String digits(AttackSpec attack) {
        return Sha256.hex(CanonicalJson.bytes(JobIdentityContent.of(attack))).substring(0, DIGITS);
    }
}
