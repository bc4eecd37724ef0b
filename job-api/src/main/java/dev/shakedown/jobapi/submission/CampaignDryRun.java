package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.EndedJob;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.jobapi.campaign.ReadOutcome;
import dev.shakedown.jobapi.campaign.Workload;
import dev.shakedown.jobapi.document.DocumentFormat;
import dev.shakedown.jobapi.expansion.CampaignExpansion;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.expansion.StepShare;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a document would be as a campaign, and publishes nothing. */
@ApplicationScoped
class CampaignDryRun {

    /** Up to so many jobs are each looked up; of more jobs, as many are, spread evenly. */
    private static final int LOOKED_UP = 10_000;

    private static final int ASKED_AT_ONCE = 1000;
    private static final int SHOWN = 10;
    private static final int NO_MATTER = 1;

    private final CampaignSubmission submission;
    private final KnownCampaigns known;
    private final ResultStoreGateway resultStore;
    private final CampaignWarnings warnings;
    private final Clock clock = Clock.systemUTC();

    CampaignDryRun(
            CampaignSubmission submission,
            KnownCampaigns known,
            ResultStoreGateway resultStore,
            CampaignWarnings warnings) {
        this.submission = submission;
        this.known = known;
        this.resultStore = resultStore;
        this.warnings = warnings;
    }

    Checked<DryRun> run(byte[] document, DocumentFormat format) {
        return submission.check(document, format).flatMap(this::run);
    }

    private Checked<DryRun> run(ReadOutcome.Accepted reading) {
        SubmittedCampaign campaign = reading.submitted(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        Lookup lookup = known.find(campaign.id());
        if (lookup instanceof Lookup.Undecided) {
            return unavailable("Kafka does not answer");
        }
        CampaignExpansion expansion = new CampaignExpansion(campaign, NO_MATTER);
        Optional<Long> ended = ended(expansion, campaign.jobs());
        Optional<DryRun.Estimate> estimate = estimate(expansion.shares());
        if (ended.isEmpty() || estimate.isEmpty()) {
            return unavailable("The result-store does not answer");
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

    private Optional<DryRun.Estimate> estimate(List<StepShare> shares) {
        Map<String, List<StepTime>> times = new HashMap<>();
        List<DryRun.Basis> basis = new ArrayList<>();
        double seconds = 0;
        for (StepShare share : shares) {
            List<StepTime> measured = times.get(share.network().sha256());
            if (measured == null) {
                StoreAnswer<List<StepTime>> answer =
                        resultStore.stepTimes(share.network().sha256());
                if (answer instanceof StoreAnswer.Unavailable<List<StepTime>>) {
                    return Optional.empty();
                }
                measured = answer instanceof StoreAnswer.Found<List<StepTime>> found ? found.value() : List.of();
                times.put(share.network().sha256(), measured);
            }
            DryRun.Basis one = basis(share, measured);
            basis.add(one);
            seconds += one.secondsPerStep() == null ? 0 : one.secondsPerStep() * share.imageSteps();
        }
        boolean complete = basis.stream().allMatch(one -> one.missing() == null);
        boolean nothing = basis.stream().noneMatch(one -> one.missing() == null);
        return Optional.of(new DryRun.Estimate(nothing ? null : (Double) seconds, complete, basis));
    }

    private static DryRun.Basis basis(StepShare share, List<StepTime> measured) {
        StepTime time = measured.stream()
                .filter(one -> one.width() == share.width() && one.height() == share.height())
                .findFirst()
                .orElse(null);
        String missing = time != null
                ? null
                : measured.isEmpty()
                        ? "no job of this network has ended yet"
                        : "no job of this network on images of this size has ended yet";
        return new DryRun.Basis(
                share.network().id(),
                share.width(),
                share.height(),
                share.jobs(),
                time == null ? null : (Double) time.secondsPerStep(),
                time == null ? 0 : time.jobs(),
                missing);
    }

    private static Checked<DryRun> unavailable(String reason) {
        return new Checked.Invalid<>(ProblemType.UNAVAILABLE.problem(reason));
    }
}
