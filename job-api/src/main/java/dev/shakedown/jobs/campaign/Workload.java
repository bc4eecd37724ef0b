package dev.shakedown.jobs.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.ImageSource;

/**
 * How much work a campaign is.
 *
 * @param jobs how many attacks
 * @param steps how many updates in all of them
 */
public record Workload(long jobs, long steps) {

    /** Of a campaign within the limits. */
    public static Workload of(Campaign campaign) {
        long sharp = campaign.images().stream()
                .filter(ImageSource.Sharp.class::isInstance)
                .count();
        long inputs = sharp * campaign.blurs().size() + (campaign.images().size() - sharp);
        long jobsOfOneAttack =
                inputs * campaign.networks().size() * campaign.budgets().size();
        long stepsOfOneEach =
                campaign.attacks().stream().mapToLong(AttackSpec::steps).sum();
        return new Workload(jobsOfOneAttack * campaign.attacks().size(), jobsOfOneAttack * stepsOfOneEach);
    }
}
