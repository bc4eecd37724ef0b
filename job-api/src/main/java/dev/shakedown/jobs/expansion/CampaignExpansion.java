package dev.shakedown.jobs.expansion;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobs.campaign.BlurredInput;
import dev.shakedown.jobs.campaign.ImageSize;
import dev.shakedown.jobs.identity.JobContent;
import dev.shakedown.jobs.identity.JobIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A campaign as its jobs, always in the same order: by network, then by the size of the blurred image, then image,
 * blur, attack and budget. So jobs that can share a batch lie next to each other. Every {@code chunkSize} of them have
 * a key of their own, so that more than one worker can take part in a large group.
 */
public final class CampaignExpansion {

    private final SubmittedCampaign submission;
    private final Campaign campaign;
    private final int chunkSize;
    private long ordinal;

    private CampaignExpansion(SubmittedCampaign submission, int chunkSize) {
        this.submission = submission;
        this.campaign = submission.campaign();
        this.chunkSize = chunkSize;
    }

    /**
     * Hands over every job, one at a time, keeping none.
     *
     * @return how many there were
     */
    public static long expand(SubmittedCampaign submission, int chunkSize, Consumer<ExpandedJob> sink) {
        CampaignExpansion expansion = new CampaignExpansion(submission, chunkSize);
        expansion.run(sink);
        return expansion.ordinal;
    }

    private void run(Consumer<ExpandedJob> sink) {
        Map<ImageSize, List<BlurredInput>> bySize = BlurredInput.of(campaign)
                .collect(Collectors.groupingBy(BlurredInput::size, LinkedHashMap::new, Collectors.toList()));
        for (int i = 0; i < submission.networks().size(); i++) {
            NetworkRef network = submission.networks().get(i);
            List<NetworkRef> judges = submission.judges().get(i);
            bySize.forEach((size, inputs) -> expand(network, judges, size, inputs, sink));
        }
    }

    private void expand(
            NetworkRef network,
            List<NetworkRef> judges,
            ImageSize size,
            List<BlurredInput> inputs,
            Consumer<ExpandedJob> sink) {
        long inGroup = 0;
        for (BlurredInput input : inputs) {
            for (AttackSpec attack : campaign.attacks()) {
                for (double budget : campaign.budgets()) {
                    String affinity = "%s|%s|%d".formatted(network.id(), size, inGroup / chunkSize);
                    sink.accept(new ExpandedJob(affinity, request(input, network, judges, attack, budget)));
                    inGroup++;
                    ordinal++;
                }
            }
        }
    }

    private AttackRequest request(
            BlurredInput input, NetworkRef network, List<NetworkRef> judges, AttackSpec attack, double budget) {
        JobIdentity identity = JobIdentity.of(
                JobContent.of(input.source(), input.blur(), network, attack, budget),
                JobContent.judges(network, judges),
                campaign.seed());
        return new AttackRequest(
                AttackRequest.SCHEMA,
                identity.jobId(),
                submission.id(),
                ordinal,
                input.source(),
                input.blur(),
                network,
                judges,
                attack,
                budget,
                identity.seed(),
                submission.submitted());
    }
}
