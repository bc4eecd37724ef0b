package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import dev.shakedown.jobapi.identity.JobIdentityContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds entries that say the same twice. They would be the same jobs twice, which a campaign cannot have; labels do not
 * make a difference.
 */
final class DuplicateCheck {

    private final Violations violations;

    DuplicateCheck(Violations violations) {
        this.violations = violations;
    }

    void check(
            List<Located<ImageSource>> images,
            List<Located<BlurSpec>> blurs,
            List<Located<AnnouncedNetwork>> networks,
            List<Located<AnnouncedNetwork>> evaluateOn,
            List<Located<AttackSpec>> attacks,
            List<Located<Double>> budgets) {
        namedApart("image", images, ImageSource::name);
        distinct(images, JobIdentityContent::of);
        distinct(blurs, JobIdentityContent::of);
        distinct(networks, AnnouncedNetwork::sha256);
        distinct(evaluateOn, AnnouncedNetwork::sha256);
        namedApart("attack", distinct(attacks, JobIdentityContent::of), AttackSpec::name);
        distinct(budgets, Function.identity());
    }

    private <T> void namedApart(String kind, List<Located<T>> entries, Function<T, String> name) {
        Map<String, String> first = new HashMap<>();
        for (Located<T> entry : entries) {
            String earlier = first.putIfAbsent(name.apply(entry.value()), entry.path());
            if (earlier != null) {
                violations.add(
                        entry.path() + ".name",
                        name.apply(entry.value()),
                        "unlike every other %s's name; %s has it".formatted(kind, earlier));
            }
        }
    }

    /** Gives those that are unlike all before them. */
    private <T> List<Located<T>> distinct(List<Located<T>> entries, Function<T, ?> content) {
        Map<Object, String> first = new HashMap<>();
        List<Located<T>> different = new ArrayList<>();
        for (Located<T> entry : entries) {
            String earlier = first.putIfAbsent(content.apply(entry.value()), entry.path());
            if (earlier == null) {
                different.add(entry);
            } else {
                violations.add(
                        entry.path(),
                        shown(entry.value()),
                        "unlike every other entry; %s says the same".formatted(earlier));
            }
        }
        return different;
    }

    private static String shown(Object value) {
        if (value instanceof ImageSource image) {
            return image.name();
        }
        if (value instanceof AnnouncedNetwork network) {
            return network.card().name();
        }
        return value instanceof Double budget ? budget.toString() : "a second time";
    }
}
