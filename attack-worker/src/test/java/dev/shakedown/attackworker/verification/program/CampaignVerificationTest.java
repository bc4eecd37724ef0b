package dev.shakedown.attackworker.verification.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.attackworker.verification.SucceededJob;
import dev.shakedown.attackworker.verification.Verification;
import dev.shakedown.attackworker.verification.Verification.Discrepancy;
import dev.shakedown.attackworker.verification.Verification.Unverified;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CampaignVerificationTest {

    private static final Verification ALL_WELL = new Verification(1, 60, true, List.of(), List.of());
    private static final Verification TROUBLE = new Verification(
            0,
            9,
            false,
            List.of(
                    new Discrepancy("wiener", "lipschitz", "9.5", "9.1", "0.01"),
                    new Discrepancy("", "max |delta|", "0.02", "", "0.015")),
            List.of(new Unverified("gone", "outputs: no registry has it")));

    @AutoClose
    private final StubServices services = new StubServices();

    private final ResultStoreClient store = new ResultStoreClient(services.address());
    private final StoredJobReader reader = new StoredJobReader(store, Retention.ALL);

    /** Gives the next of some verifications for each job, and notes how many jobs were taken ahead of them. */
    private static final class Canned implements CampaignVerification.Verifier {

        private final Deque<Verification> verifications;
        private int taken;
        private int verified;
        private int furthestAhead;

        Canned(List<Verification> verifications) {
            this.verifications = new ArrayDeque<>(verifications);
        }

        Iterator<JobRecord> counting(Iterator<JobRecord> jobs) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return jobs.hasNext();
                }

                @Override
                public JobRecord next() {
                    taken++;
                    furthestAhead = Math.max(furthestAhead, taken - verified);
                    return jobs.next();
                }
            };
        }

        @Override
        public Verification verify(SucceededJob job) {
            verified++;
            return verifications.remove();
        }
    }

    @Test
    void readsEverythingThatIsStoredAndWhatJobsShareOnce() {
        services.add(TestJob.job().targetedAt("chelsea"));
        services.add(TestJob.job().id("job-1").ordinal(1));

        List<JobRecord> records = store.results("campaign-0");
        SucceededJob first = reader.read(records.get(0));
        SucceededJob second = reader.read(records.get(1));

        assertThat(first.files().artifact(ArtifactKind.PERTURBATION).orElseThrow())
                .isNotEmpty();
        assertThat(second.files().artifact(ArtifactKind.BLURRED_PICTURE).orElseThrow())
                .isNotEmpty();
        assertThat(second.request().jobId()).isEqualTo("job-1");
        assertThat(second.retention()).isEqualTo(Retention.ALL);
        ImageSource.Sharp source = (ImageSource.Sharp) first.request().source();
        Objective.Targeted objective =
                (Objective.Targeted) first.request().attack().objective();
        assertThat(first.files().upload(source.sharp().sha256())).isPresent();
        assertThat(first.files().upload(objective.target().sha256())).isPresent();
        assertThat(second.files().upload(source.sharp().sha256())).isPresent();
        assertThat(services.requests())
                .filteredOn(request -> request.contains("/blobs/"))
                .hasSize(2);
    }

    @Test
    void leavesOutWhatTheStoreDoesNotHaveAndTakesWhatItHasAsItIs() {
        TestJob job = TestJob.job();
        services.add(job);
        JobRecord record = store.results("campaign-0").get(0);
        job.artifacts().remove(ArtifactKind.PERTURBATION);
        job.artifacts().put(ArtifactKind.BLURRED, new byte[] {1});

        SucceededJob read = reader.read(record);

        assertThat(read.files().artifact(ArtifactKind.PERTURBATION)).isEmpty();
        assertThat(read.files().artifact(ArtifactKind.BLURRED)).contains(new byte[] {1});
    }

    @Test
    void fetchesAheadButNotWithoutBoundAndHearsInOrder() throws InterruptedException {
        List<Verification> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            services.add(TestJob.job().id("job-" + i).ordinal(i));
            answers.add(new Verification(1, i, true, List.of(), List.of()));
        }
        Canned verifier = new Canned(answers);
        List<String> heard = new ArrayList<>();

        new CampaignVerification(
                        reader::read,
                        verifier,
                        (record, verification) ->
                                heard.add(record.request().jobId() + " " + verification.comparisons()))
                .run(verifier.counting(store.pages("campaign-0", ResultQuery.ALL)));

        assertThat(heard)
                .containsExactly(
                        "job-0 0", "job-1 1", "job-2 2", "job-3 3", "job-4 4", "job-5 5", "job-6 6", "job-7 7");
        assertThat(verifier.furthestAhead).isEqualTo(3);
    }

    @Test
    void addsUpAndNamesWhatDoesNotHold() throws InterruptedException {
        services.add(TestJob.job());
        services.add(TestJob.job().id("job-1").ordinal(1));
        VerificationSummary summary = new VerificationSummary(2);
        List<String> failures = new ArrayList<>();

        new CampaignVerification(
                        reader::read,
                        new Canned(List.of(ALL_WELL, TROUBLE)),
                        (record, verification) -> failures.addAll(summary.add(record, verification)))
                .run(store.pages("campaign-0", ResultQuery.ALL));

        assertThat(summary.allMatch()).isFalse();
        assertThat(failures)
                .containsExactly(
                        "wrong: job job-1: judge wiener: lipschitz: stored 9.5, recomputed 9.1, may differ by 0.01",
                        "wrong: job job-1: max |delta|: stored 0.02, must be at most 0.015");
        assertThat(summary.lines())
                .containsExactly(
                        "not verified: judge gone: outputs: no registry has it (1 job)",
                        "2 jobs, 1 judgement, 69 comparisons: 2 failures in 1 job",
                        "y came out the same in every bit in 1 of 2 jobs");
    }

    @Test
    void jobsThatAreNotListedAreNotVerified() throws InterruptedException {
        services.add(TestJob.job());
        VerificationSummary summary = new VerificationSummary(2);

        new CampaignVerification(
                        reader::read,
                        new Canned(List.of(ALL_WELL)),
                        (record, verification) -> summary.add(record, verification))
                .run(store.pages("campaign-0", ResultQuery.ALL));

        assertThat(summary.allMatch()).isFalse();
        assertThat(summary.lines())
                .containsExactly(
                        "not verified: result-store does not list all jobs that succeeded (1 job)",
                        "1 job, 1 judgement, 60 comparisons: no failure, but not everything could be verified",
                        "y came out the same in every bit in 1 of 1 job");
    }

    @Test
    void asksForNothingThatIsNoHashWhateverAStoreCallsAnUpload() throws IOException {
        TestJob job = TestJob.job();
        String beyond = "../../beyond";
        job.uploads().put(beyond, new byte[] {1});
        services.add(job);
        JsonNode told =
                WireFormat.json().valueToTree(store.results("campaign-0").get(0));
        ((ObjectNode) told.at("/request/source/sharp")).put("sha256", beyond);
        JobRecord record = WireFormat.json().treeToValue(told, JobRecord.class);

        SucceededJob read = reader.read(record);

        assertThat(read.files().upload(beyond)).isEmpty();
        assertThat(services.requests()).noneMatch(request -> request.contains("beyond"));
    }

    @Test
    void drawsASampleWithoutRepetitionThatItsSeedFixes() {
        for (int i = 0; i < 20; i++) {
            services.add(TestJob.job().id("job-" + i).ordinal(i));
        }

        List<String> sample = sample(7);

        assertThat(sample)
                .hasSize(6)
                .doesNotHaveDuplicates()
                .isEqualTo(sample(7))
                .isNotEqualTo(sample(8));
        assertThat(services.requests())
                .filteredOn(request -> request.contains("/results"))
                .allMatch(request -> request.contains("state=SUCCEEDED") && request.contains("limit=1"));
    }

    private List<String> sample(long seed) {
        List<String> jobs = new ArrayList<>();
        new JobSample(store, "campaign-0", 20, 6, seed)
                .forEachRemaining(record -> jobs.add(record.request().jobId()));
        return jobs;
    }
}
