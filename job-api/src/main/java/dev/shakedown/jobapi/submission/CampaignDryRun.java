package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.JobStates.EndedJob;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobapi.campaign.ReadOutcome;
import dev.shakedown.jobapi.campaign.Workload;
import dev.shakedown.jobapi.document.DocumentParser.DocumentFormat;
import dev.shakedown.jobapi.expansion.CampaignExpansion;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.expansion.CampaignExpansion.StepShare;
import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.service.problem.Checked;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what a document would be as a campaign, and publishes nothing. */
@ApplicationScoped
class CampaignDryRun {

    /** Up to so many jobs are each looked up; of more jobs, as many are, spread evenly. */
    private static final int LOOKED_UP = 10_000;

    private static final int ASKED_AT_ONCE = 1000;
    private static final int SHOWN = 10;

    /** How many other networks tell how fast one is that was never attacked. */
    private static final int OTHERS = 20;

    private static final int NO_MATTER = 1;

    private final CampaignSubmission submission;
    private final KnownCampaigns known;
    private final ResultStoreGateway resultStore;
    private final NetworkCatalogue networks;
    private final CampaignWarnings warnings;
    private final Clock clock = Clock.systemUTC();

    CampaignDryRun(
            CampaignSubmission submission,
            KnownCampaigns known,
            ResultStoreGateway resultStore,
            NetworkCatalogue networks,
            CampaignWarnings warnings) {
        this.submission = submission;
        this.known = known;
        this.resultStore = resultStore;
        this.networks = networks;
        this.warnings = warnings;
    }

    Checked<DryRun> run(byte[] document, DocumentFormat format) {
        return submission.check(document, format).flatMap(this::run);
    }

    private Checked<DryRun> run(ReadOutcome.Accepted reading) {
        SubmittedCampaign campaign = reading.submitted(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        Lookup lookup = known.find(campaign.id());
        if (lookup instanceof Lookup.Undecided) {
            return Checked.unavailable("Kafka does not answer");
        }
        CampaignExpansion expansion = new CampaignExpansion(campaign, NO_MATTER);
        Optional<Long> ended = ended(expansion, campaign.jobs());
        Optional<DryRun.Estimate> estimate = estimate(expansion.shares());
        if (ended.isEmpty() || estimate.isEmpty()) {
            return Checked.unavailable("The result-store does not answer");
        }
        boolean exact = campaign.jobs() <= LOOKED_UP;
        return new Checked.Valid<>(new DryRun(
                campaign.id(),
                lookup instanceof Lookup.Known,
                campaign.jobs(),
                Workload.of(campaign.campaign()).steps(),
                exact ? ended.get() : Math.round(ended.get() * (campaign.jobs() / (double) LOOKED_UP)),
                exact,
                estimate.get(),
                warnings.of(campaign.campaign()),
                first(expansion)));
    }

    private static List<AttackRequest> first(CampaignExpansion expansion) {
        List<AttackRequest> first = new ArrayList<>(SHOWN);
        Iterator<ExpandedJob> jobs = expansion.from(0);
        while (first.size() < SHOWN && jobs.hasNext()) {
            first.add(jobs.next().request());
        }
        return first;
    }

    /** How many of the jobs that are looked up succeeded; empty if the result-store does not answer. */
    private Optional<Long> ended(CampaignExpansion expansion, long jobs) {
        long succeeded = 0;
        long lookedUp = Math.min(jobs, LOOKED_UP);
        for (long asked = 0; asked < lookedUp; asked += ASKED_AT_ONCE) {
            // Stretches of a thousand neighbours, spread evenly over the whole.
            Iterator<ExpandedJob> from = expansion.from(jobs <= LOOKED_UP ? asked : asked * (jobs / LOOKED_UP));
            List<String> ids = new ArrayList<>();
            while (ids.size() < ASKED_AT_ONCE && from.hasNext()) {
                ids.add(from.next().request().jobId());
            }
            if (!(resultStore.ended(ids) instanceof StoreAnswer.Found<Map<String, EndedJob>> found)) {
                return Optional.empty();
            }
            succeeded += found.value().values().stream()
                    .filter(job -> job.status() == EndedJob.Status.SUCCEEDED)
                    .count();
        }
        return Optional.of(succeeded);
    }

    /** Empty if the result-store does not answer. */
    private Optional<DryRun.Estimate> estimate(List<StepShare> shares) {
        List<AnnouncedNetwork> served = networks.served().all();
        Map<String, Double> gmacs = new HashMap<>();
        served.forEach(network -> {
            Double gmac = network.card().gmac();
            if (gmac != null) {
                gmacs.put(network.sha256(), gmac);
            }
        });
        Map<String, StepEstimate.Known> known = new HashMap<>();
        Set<String> ofCampaign =
                shares.stream().map(share -> share.network().sha256()).collect(Collectors.toSet());
        if (!look(ofCampaign, gmacs, known)) {
            return Optional.empty();
        }
        Set<String> others = gmacs.keySet().stream().limit(OTHERS).collect(Collectors.toSet());
        if (StepEstimate.needsOthers(shares, known) && !look(others, gmacs, known)) {
            return Optional.empty();
        }
        return Optional.of(new StepEstimate(known).of(shares));
    }

    /** Whether the result-store has answered how fast these networks were. */
    private boolean look(Set<String> sha256s, Map<String, Double> gmacs, Map<String, StepEstimate.Known> known) {
        for (String sha256 : sha256s) {
            if (!known.containsKey(sha256)) {
                StoreAnswer<List<StepTime>> answer = resultStore.stepTimes(sha256);
                if (answer instanceof StoreAnswer.Unavailable<List<StepTime>>) {
                    return false;
                }
                List<StepTime> times =
                        answer instanceof StoreAnswer.Found<List<StepTime>> found ? found.value() : List.of();
                known.put(sha256, new StepEstimate.Known(times, gmacs.get(sha256)));
            }
        }
        return true;
    }
}
