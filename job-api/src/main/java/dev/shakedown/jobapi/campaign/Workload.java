package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Campaign;

/** How much work a campaign is. */
public record Workload(long jobs, long steps) {

    /** Of a campaign within the limits. */
    public static Workload of(Campaign campaign) {
        long variants = (long) campaign.networks().size() * campaign.seedCount();
        long each = variants * BlurredInput.of(campaign).count();
        long together = variants * BlurredInput.together(campaign).count();
        long jobs = 0;
        long steps = 0;
        for (AttackSpec attack : campaign.attacks()) {
            long own = (attack.universal() ? together : each)
                    * campaign.budgetsOf(attack).size();
            jobs += own;
            steps += own * attack.steps();
        }
        return new Workload(jobs, steps);
    }
}
