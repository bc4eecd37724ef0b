package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.BudgetWarnings;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.TrainedBlurs;
import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.queue.ServedNetworks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a valid campaign probably does not mean. */
@ApplicationScoped
class CampaignWarnings {

    private final NetworkCatalogue catalogue;

    CampaignWarnings(NetworkCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<Warning> of(Campaign campaign) {
        return of(campaign, catalogue.served());
    }

    static List<Warning> of(Campaign campaign, ServedNetworks served) {
        List<Warning> warnings = new ArrayList<>(BudgetWarnings.of(campaign));
        for (int i = 0; i < campaign.attacks().size(); i++) {
            if (campaign.seedCount() > 1 && !campaign.attacks().get(i).drawsFromSeed()) {
                warnings.add(new Warning(
                        Warning.SEEDS_REPEAT,
                        "seeds: %d: attacks[%d] gives the same result each time, because it draws nothing from a seed: with start: zero that takes update: square or an expectation with noise; start: uniform was probably meant"
                                .formatted(campaign.seedCount(), i)));
            }
        }
        addOutside("networks", campaign.networks(), campaign.blurs(), served, warnings);
        addOutside("evaluateOn", campaign.evaluateOn(), campaign.blurs(), served, warnings);
        return List.copyOf(warnings);
    }

    /** One warning a network, with the first of its blurs. */
    private static void addOutside(
            String path, List<String> ids, List<BlurSpec> blurs, ServedNetworks served, List<Warning> warnings) {
        for (int i = 0; i < ids.size(); i++) {
            Optional<TrainedBlurs> trained = served.find(ids.get(i))
                    .map(AnnouncedNetwork::card)
                    .flatMap(card -> Optional.ofNullable(card.trainedFor()));
            if (trained.isEmpty()) {
                continue;
            }
            List<String> outside = new ArrayList<>();
            for (int k = 0; k < blurs.size(); k++) {
                String blur = "blurs[" + k + "]: ";
                trained.get().outside(blurs.get(k)).ifPresent(reason -> outside.add(blur + reason));
            }
            if (!outside.isEmpty()) {
                String more = outside.size() == 1 ? "" : "; and %d more of the blurs".formatted(outside.size() - 1);
                warnings.add(new Warning(
                        Warning.OUTSIDE_TRAINING,
                        "%s[%d]: %s: was not trained for %s%s".formatted(path, i, ids.get(i), outside.get(0), more)));
            }
        }
    }
}
