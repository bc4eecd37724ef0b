package dev.shakedown.jobs.expansion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.ImageSource;
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
 * blur, attack and budget; a network's universal attacks come last. So jobs that can share a batch lie next to each
 * other. Every {@code chunkSize} of them have a key of their own, so that more than one worker can take part in a large
 * group.
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
            expandUniversal(network, judges, sink);
        }
    }

    private void expandUniversal(NetworkRef network, List<NetworkRef> judges, Consumer<ExpandedJob> sink) {
        List<AttackSpec> universal =
                campaign.attacks().stream().filter(AttackSpec::universal).toList();
        if (universal.isEmpty()) {
            return;
        }
        List<ImageSource> companions =
                campaign.images().subList(1, campaign.images().size());
        BlurredInput.together(campaign).forEach(input -> {
            String affinity = "%s|%s|universal".formatted(network.id(), input.size());
            for (AttackSpec attack : universal) {
                for (double budget : campaign.budgets()) {
                    sink.accept(new ExpandedJob(affinity, request(input, network, judges, attack, companions, budget)));
                    ordinal++;
                }
            }
        });
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
                if (attack.universal()) {
                    continue;
                }
                for (double budget : campaign.budgets()) {
                    String affinity = "%s|%s|%d".formatted(network.id(), size, inGroup / chunkSize);
                    sink.accept(new ExpandedJob(affinity, request(input, network, judges, attack, List.of(), budget)));
                    inGroup++;
                    ordinal++;
                }
            }
        }
    }

    private AttackRequest request(
            BlurredInput input,
            NetworkRef network,
            List<NetworkRef> judges,
            AttackSpec attack,
            List<ImageSource> companions,
            double budget) {
        ObjectNode content = JobContent.of(input.source(), input.blur(), network, attack, companions, budget);
        JobIdentity identity = JobIdentity.of(content, JobContent.judges(network, judges), campaign.seed());
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
                companions,
                budget,
                identity.seed(),
                submission.submitted());
    }
}
