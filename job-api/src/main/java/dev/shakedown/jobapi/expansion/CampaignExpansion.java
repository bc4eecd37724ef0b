package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.campaign.BlurredInput;
import dev.shakedown.jobapi.campaign.ImageSize;
import dev.shakedown.jobapi.expansion.JobGroup.ImageBlurs;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A campaign as its jobs, always in the same order: by network, then by the size of the blurred image, then image,
 * blur, attack, budget and seed; a network's universal attacks come last. So jobs that can share a batch lie next to
 * each other. Every {@code chunkSize} of them have a key of their own, so that more than one worker can take part in a
 * large group.
 *
 * <p>Jobs are made while they are asked for; what is held does not grow with their number but with the document.
 */
public final class CampaignExpansion {

    private final SubmittedCampaign submission;
    private final int chunkSize;
    private final List<JobGroup> groups;

    /** Prepares the jobs of a campaign. */
    public CampaignExpansion(SubmittedCampaign submission, int chunkSize) {
        this.submission = submission;
        this.chunkSize = chunkSize;
        this.groups = groups(submission.campaign());
    }

    /** The jobs from one on, that with this ordinal first. The iterator is for one thread. */
    public Iterator<ExpandedJob> from(long ordinal) {
        return new ExpansionCursor(submission, groups, chunkSize, ordinal);
    }

    /** How the work is spread over networks and sizes. */
    public List<StepShare> shares() {
        List<StepShare> shares = new ArrayList<>();
        Campaign campaign = submission.campaign();
        for (NetworkRef network : submission.networks()) {
            for (JobGroup group : groups) {
                long inputs = group.inputCount() * campaign.seedCount();
                long variants = group.attacks().stream()
                        .mapToLong(attack -> campaign.budgetsOf(attack).size())
                        .sum();
                double images = group.attacks().stream()
                        .mapToDouble(
                                attack -> (double) campaign.budgetsOf(attack).size()
                                        * attack.steps()
                                        * attack.restarts()
                                        * searches(attack)
                                        * draws(attack)
                                        * (1 + group.companions().size()))
                        .sum();
                shares.add(new StepShare(
                        network, group.size().width(), group.size().height(), inputs * variants, inputs * images));
            }
        }
        return shares;
    }

    /** At most, of the mean budget. */
    private double searches(AttackSpec attack) {
        return attack.objective() instanceof Objective.MinimumBudget smallest
                ? submission.campaign().budgets().stream()
                        .mapToInt(budget -> 1 + smallest.halvings(budget))
                        .average()
                        .orElse(1)
                : 1;
    }

    private static int draws(AttackSpec attack) {
        Expectation expectation = attack.expectation();
        return expectation == null ? 1 : expectation.draws();
    }

    private static List<JobGroup> groups(Campaign campaign) {
        Map<ImageSize, List<ImageBlurs>> bySize = new LinkedHashMap<>();
        Map<ImageSize, Map<ImageSize, int[]>> blursOfSharp = new LinkedHashMap<>();
        for (ImageSource image : campaign.images()) {
            if (image instanceof ImageSource.Sharp photograph) {
                blursOfSharp
                        .computeIfAbsent(
                                ImageSize.of(photograph.sharp()), size -> blursBySize(photograph, campaign.blurs()))
                        .forEach((size, blurs) -> bySize.computeIfAbsent(size, any -> new ArrayList<>())
                                .add(ImageBlurs.of(image, campaign.blurs(), blurs)));
            } else {
                bySize.computeIfAbsent(new BlurredInput(image, null).size(), any -> new ArrayList<>())
                        .add(ImageBlurs.none(image));
            }
        }
        List<AttackSpec> single = campaign.attacks().stream()
                .filter(attack -> !attack.universal())
                .toList();
        List<AttackSpec> universal =
                campaign.attacks().stream().filter(AttackSpec::universal).toList();
        List<JobGroup> groups = new ArrayList<>();
        if (!single.isEmpty()) {
            bySize.forEach((size, inputs) -> groups.add(JobGroup.ofEach(size, inputs, single)));
        }
        if (!universal.isEmpty()) {
            groups.addAll(together(campaign, universal));
        }
        return groups;
    }

    /** A universal attack's input stands for all images; they have one size, but blurs may crop differently. */
    private static List<JobGroup> together(Campaign campaign, List<AttackSpec> universal) {
        List<ImageSource> companions =
                campaign.images().subList(1, campaign.images().size());
        return BlurredInput.together(campaign)
                .map(input -> JobGroup.ofAll(input, universal, companions))
                .toList();
    }

    private static Map<ImageSize, int[]> blursBySize(ImageSource image, List<BlurSpec> blurs) {
        Map<ImageSize, IntStream.Builder> bySize = new LinkedHashMap<>();
        for (int i = 0; i < blurs.size(); i++) {
            bySize.computeIfAbsent(new BlurredInput(image, blurs.get(i)).size(), size -> IntStream.builder())
                    .add(i);
        }
        Map<ImageSize, int[]> places = new LinkedHashMap<>();
        bySize.forEach((size, builder) -> places.put(size, builder.build().toArray()));
        return places;
    }

    /**
     * A job with the key under which it travels.
     *
     * @param affinity jobs with the same key share a partition, and so a worker and its batches
     */
    public record ExpandedJob(String affinity, AttackRequest request) {}

    /**
     * The part of a campaign's work that one network does on images of one size.
     *
     * @param imageSteps updates, each counted as often as images go through the network for it: restarts x draws x
     *     companions
     */
    public record StepShare(NetworkRef network, int width, int height, long jobs, double imageSteps) {}
}
