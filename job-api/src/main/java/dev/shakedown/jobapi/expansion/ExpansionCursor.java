package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.expansion.JobGroup.ImageBlurs;
import dev.shakedown.jobapi.identity.JobNaming;
import dev.shakedown.jobapi.identity.JobNaming.JobIdentity;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;

/** A place in a campaign's expansion. */
final class ExpansionCursor implements Iterator<ExpandedJob> {

    private final SubmittedCampaign submission;
    private final Campaign campaign;
    private final List<JobGroup> groups;
    private final int chunkSize;
    private final int seeds;
    private final JobNaming naming;
    /** Each attack for each budget: the same object every time, as naming and writing need it. */
    private final Map<AttackSpec, List<AttackSpec>> byBudget = new IdentityHashMap<>();

    private int network;
    private int group;
    private int image;
    private int blur;
    private int attack;
    private int budget;
    private int seed;
    private long inGroup;
    private long ordinal;
    private String affinity = "";
    private long affinityChunk = -1;

    ExpansionCursor(SubmittedCampaign submission, List<JobGroup> groups, int chunkSize, long first) {
        this.submission = submission;
        this.campaign = submission.campaign();
        this.groups = groups;
        this.chunkSize = chunkSize;
        this.seeds = campaign.seedCount();
        this.naming = new JobNaming(campaign.seed(), campaign.keepsOutputs(), campaign.furtherMetrics());
        skip(first);
    }

    @Override
    public boolean hasNext() {
        return network < submission.networks().size() && !groups.isEmpty();
    }

    @Override
    public ExpandedJob next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        ExpandedJob job = new ExpandedJob(affinity(), request());
        ordinal++;
        inGroup++;
        advance();
        return job;
    }

    /** Turns the innermost wheel, and each further one when those inside have come round. */
    private void advance() {
        JobGroup present = groups.get(group);
        if (++seed < seeds) {
            return;
        }
        seed = 0;
        if (++budget < campaign.budgetsOf(present.attacks().get(attack)).size()) {
            return;
        }
        budget = 0;
        if (++attack < present.attacks().size()) {
            return;
        }
        attack = 0;
        if (++blur < present.inputs().get(image).count()) {
            return;
        }
        blur = 0;
        if (++image < present.inputs().size()) {
            return;
        }
        nextGroup();
    }

    private void nextGroup() {
        image = 0;
        inGroup = 0;
        affinityChunk = -1;
        if (++group >= groups.size()) {
            group = 0;
            network++;
        }
    }

    private void skip(long jobs) {
        long left = jobs;
        while (hasNext() && left >= size(groups.get(group))) {
            left -= size(groups.get(group));
            ordinal += size(groups.get(group));
            nextGroup();
        }
        if (!hasNext() || left == 0) {
            return;
        }
        JobGroup present = groups.get(group);
        ordinal += left;
        inGroup = left;
        long inputs = left / ofOneInput(present);
        while (inputs >= present.inputs().get(image).count()) {
            inputs -= present.inputs().get(image).count();
            image++;
        }
        blur = (int) inputs;
        left %= ofOneInput(present);
        while (left >= ofOneAttack(present, attack)) {
            left -= ofOneAttack(present, attack);
            attack++;
        }
        budget = (int) (left / seeds);
        seed = (int) (left % seeds);
    }

    private long size(JobGroup whole) {
        return whole.inputCount() * ofOneInput(whole);
    }

    private long ofOneInput(JobGroup whole) {
        return IntStream.range(0, whole.attacks().size())
                .mapToLong(each -> ofOneAttack(whole, each))
                .sum();
    }

    /** Jobs of one attack on one input. */
    private long ofOneAttack(JobGroup whole, int which) {
        return (long) campaign.budgetsOf(whole.attacks().get(which)).size() * seeds;
    }

    private String affinity() {
        long chunk = inGroup / chunkSize;
        if (chunk != affinityChunk) {
            JobGroup present = groups.get(group);
            String last = present.universal() ? "universal" : Long.toString(chunk);
            affinity = submission.networks().get(network).id() + "|" + present.size() + "|" + last;
            affinityChunk = chunk;
        }
        return affinity;
    }

    private AttackRequest request() {
        JobGroup present = groups.get(group);
        ImageBlurs input = present.inputs().get(image);
        BlurSpec blurred = input.blur(blur);
        NetworkRef attacked = submission.networks().get(network);
        List<NetworkRef> judges = submission.judges().get(network);
        AttackSpec spec = byBudget.computeIfAbsent(
                        present.attacks().get(attack),
                        each -> campaign.budgetsOf(each).stream()
                                .map(each::forBudget)
                                .toList())
                .get(budget);
        double epsilon = campaign.budgets().get(budget);
        JobIdentity identity =
                naming.name(input.image(), blurred, attacked, judges, spec, present.companions(), epsilon, seed);
        AttackRequest request = new AttackRequest(
                AttackRequest.SCHEMA,
                identity.jobId(),
                submission.id(),
                ordinal,
                input.image(),
                blurred,
                attacked,
                judges,
                spec,
                present.companions(),
                epsilon,
                identity.seed(),
                submission.submitted());
        return request.giving(campaign.keepsOutputs(), campaign.furtherMetrics());
    }
}
