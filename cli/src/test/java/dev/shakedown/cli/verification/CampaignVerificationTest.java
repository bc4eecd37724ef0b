package dev.shakedown.cli.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignVerificationTest {

    private static final String ALL_WELL =
            "{\"judges\":1,\"comparisons\":60,\"blurredBitForBit\":true,\"failures\":[],\"unverified\":[]}";
    private static final String TROUBLE = """
            {"judges":0,"comparisons":9,"blurredBitForBit":false,
             "failures":[{"judge":"wiener","what":"lipschitz","stored":"9.5","recomputed":"9.1","limit":"0.01"},
                         {"judge":"","what":"max |delta|","stored":"0.02","recomputed":"","limit":"0.015"}],
             "unverified":[{"judge":"gone","reason":"outputs: no registry has it"}]}""".replace("\n", "");

    @TempDir
    private Path directory;

    private StubServices services;
    private ResultStoreClient store;

    @BeforeEach
    void start() throws IOException {
        services = StubServices.start();
        store = new ResultStoreClient(services.address());
    }

    @AfterEach
    void stop() {
        services.close();
    }

    /** Answers every folder with the next of some lines, and notes how many were told ahead of their answers. */
    private static final class Answering implements Verifier {

        private final Deque<String> answers;
        private final List<String> told = new ArrayList<>();
        private int heard;
        private int furthestAhead;

        Answering(List<String> answers) {
            this.answers = new ArrayDeque<>(answers);
        }

        @Override
        public void say(String folder) {
            told.add(folder);
            furthestAhead = Math.max(furthestAhead, told.size() - heard);
        }

        @Override
        public String hear() {
            heard++;
            return answers.remove();
        }
    }

    @Test
    void laysOutEverythingThatIsStoredAndWhatJobsShareOnce() throws IOException {
        services.add(TestJob.job().targetedAt("chelsea"));
        services.add(TestJob.job().id("job-1").ordinal(1));
        EvidenceFolder evidence = new EvidenceFolder(store, directory, Retention.ALL);

        List<JobRecord> records = store.results("campaign-0");
        Path first = evidence.fetch(records.get(0));
        Path second = evidence.fetch(records.get(1));

        assertThat(first.resolve("artifacts/perturbation")).isNotEmptyFile();
        assertThat(second.resolve("artifacts/blurred-picture")).isNotEmptyFile();
        assertThat(second.resolve("job.json")).content().contains("\"jobId\":\"job-1\"", "\"retention\":\"all\"");
        try (Stream<Path> uploads = Files.list(evidence.uploads())) {
            assertThat(uploads).hasSize(2);
        }
        assertThat(services.requests())
                .filteredOn(request -> request.contains("/blobs/"))
                .hasSize(2);
    }

    @Test
    void leavesOutWhatTheStoreDoesNotHaveAndTakesWhatItHasAsItIs() throws IOException {
        TestJob job = TestJob.job();
        services.add(job);
        JobRecord record = store.results("campaign-0").get(0);
        job.artifacts().remove(ArtifactKind.PERTURBATION);
        job.artifacts().put(ArtifactKind.BLURRED, new byte[] {1});

        Path folder = new EvidenceFolder(store, directory, Retention.ALL).fetch(record);

        assertThat(folder.resolve("artifacts/perturbation")).doesNotExist();
        assertThat(folder.resolve("artifacts/blurred")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void fetchesAheadButNotWithoutBoundAndHearsInOrder() throws IOException, InterruptedException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            services.add(TestJob.job().id("job-" + i).ordinal(i));
            answers.add(ALL_WELL.replace("60", Integer.toString(i)));
        }
        Answering verifier = new Answering(answers);
        List<String> heard = new ArrayList<>();

        new CampaignVerification(
                        new EvidenceFolder(store, directory, Retention.ALL),
                        verifier,
                        (record, verdict, folder) -> heard.add(record.request().jobId() + " " + verdict.comparisons()))
                .run(store.pages("campaign-0", ResultQuery.ALL));

        assertThat(heard)
                .containsExactly(
                        "job-0 0", "job-1 1", "job-2 2", "job-3 3", "job-4 4", "job-5 5", "job-6 6", "job-7 7");
        assertThat(verifier.furthestAhead).isEqualTo(3);
    }

    @Test
    void addsUpAndNamesWhatDoesNotHold() throws IOException, InterruptedException {
        services.add(TestJob.job());
        services.add(TestJob.job().id("job-1").ordinal(1));
        Tally tally = new Tally(2);
        List<String> failures = new ArrayList<>();

        new CampaignVerification(
                        new EvidenceFolder(store, directory, Retention.ALL),
                        new Answering(List.of(ALL_WELL, TROUBLE)),
                        (record, verdict, folder) -> failures.addAll(tally.add(record, verdict)))
                .run(store.pages("campaign-0", ResultQuery.ALL));

        assertThat(tally.allHold()).isFalse();
        assertThat(failures)
                .containsExactly(
                        "wrong: job job-1: judge wiener: lipschitz: stored 9.5, recomputed 9.1, may differ by 0.01",
                        "wrong: job job-1: max |delta|: stored 0.02, must be at most 0.015");
        assertThat(tally.summary())
                .containsExactly(
                        "not verified: judge gone: outputs: no registry has it (1 job)",
                        "2 jobs, 1 judgement, 69 comparisons: 2 failures in 1 job",
                        "y came out the same in every bit in 1 of 2 jobs");
    }

    @Test
    void jobsThatAreNotListedAreNotVerified() throws IOException, InterruptedException {
        services.add(TestJob.job());
        Tally tally = new Tally(2);

        new CampaignVerification(
                        new EvidenceFolder(store, directory, Retention.ALL),
                        new Answering(List.of(ALL_WELL)),
                        (record, verdict, folder) -> tally.add(record, verdict))
                .run(store.pages("campaign-0", ResultQuery.ALL));

        assertThat(tally.allHold()).isFalse();
        assertThat(tally.summary())
                .containsExactly(
                        "not verified: result-store does not list all jobs that succeeded (1 job)",
                        "1 job, 1 judgement, 60 comparisons: no failure, but not everything could be verified",
                        "y came out the same in every bit in 1 of 1 job");
    }

    @Test
    void writesNothingOutsideOfItsFolderWhateverAStoreCallsAnUpload() throws IOException {
        TestJob job = TestJob.job();
        String beyond = "../../beyond";
        job.uploads().put(beyond, new byte[] {1});
        services.add(job);
        JsonNode told =
                WireFormat.json().valueToTree(store.results("campaign-0").get(0));
        ((ObjectNode) told.at("/request/source/sharp")).put("sha256", beyond);
        JobRecord record = WireFormat.json().treeToValue(told, JobRecord.class);
        Path root = Files.createDirectory(directory.resolve("root"));

        Path folder = new EvidenceFolder(store, root, Retention.ALL).fetch(record);

        assertThat(directory.resolve("beyond")).doesNotExist();
        assertThat(folder.resolve("job.json")).exists();
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
