package dev.shakedown.lab.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Submits campaigns to a stack whose parts fail, one campaign after the other until there were enough faults, then lets
 * all come to rest; runs the same campaigns on a stack that is left alone; and compares.
 */
public final class ChaosRun {

    private static final String GROUP = "shakedown-attack-worker";
    private static final int FAULTS_BETWEEN_RESTS = 10;
    private static final Duration REST = Duration.ofMinutes(4);
    private static final Duration BEFORE_BACKUP = Duration.ofSeconds(5);
    private static final Duration STUCK = Duration.ofMinutes(4);
    /** One image in a pass and one thread: then numbers do not depend on what a batch holds, to the last bit. */
    private static final Map<String, String> REPRODUCIBLE =
            Map.of("shakedown.worker.plan", "1x1", "shakedown.worker.progress-interval", "0s");

    private final Checkout checkout;
    private final CampaignDocument document;
    private final Settings settings;
    private final Consumer<String> log;

    /**
     * What to do.
     *
     * @param seed of the faults
     * @param faults how many
     * @param workers how many
     * @param replicas of job-api and of result-store
     * @param kinds of faults, as far as they are possible
     * @param clocks libfaketime, which sets clocks wrong; null to leave them alone
     */
    public record Settings(
            long seed,
            int faults,
            int workers,
            int replicas,
            Set<Fault> kinds,
            @Nullable Path clocks) {

        public Settings {
            kinds = Set.copyOf(kinds);
        }

        /** Kinds that are left out, with the reason. */
        Map<Fault, String> leftOut(Path data) throws IOException {
            Map<Fault, String> leftOut = new EnumMap<>(Fault.class);
            for (Fault kind : Fault.values()) {
                if (!kinds.contains(kind)) {
                    leftOut.put(kind, "not in --only");
                } else if (kind == Fault.JUMP_CLOCK && clocks == null) {
                    leftOut.put(kind, "libfaketime was not found");
                } else if (kind == Fault.FILL_DISK && !SmallDisk.has(data)) {
                    leftOut.put(kind, "--out is not on a file system of its own of at most 8 GiB");
                }
            }
            return leftOut;
        }
    }

    public ChaosRun(Checkout checkout, CampaignDocument document, Settings settings, Consumer<String> log) {
        this.checkout = checkout;
        this.document = document;
        this.settings = settings;
        this.log = log;
    }

    /** Runs all of it; {@code data} is for the two stacks' data and logs. */
    public ChaosReport run(Path data) throws IOException, InterruptedException, SQLException {
        Map<String, String> harsh = new HashMap<>(REPRODUCIBLE);
        harsh.put("shakedown.delivery.leg", "1s");
        // Here it is not the jobs that kill their workers.
        harsh.put("shakedown.delivery.attempts", "1000");
        harsh.put("shakedown.delivery.session-timeout", "6s");
        harsh.put("shakedown.ingest.session-timeout", "6s");
        Map<Fault, String> leftOut = settings.leftOut(data);
        Set<Fault> possible = EnumSet.allOf(Fault.class);
        possible.removeAll(leftOut.keySet());
        Disturbed disturbed;
        try (LocalStack stack = LocalStack.start(
                StackOptions.onFreePorts(data.resolve("disturbed"), checkout.networks(), true)
                        .withWorkers(settings.workers(), 1)
                        .withReplicas(settings.replicas())
                        .withSettings(harsh)
                        .withClocks(settings.clocks())
                        .withProxies(),
                checkout)) {
            disturbed = disturb(stack, data.resolve("disturbed"), possible);
        }
        log.accept("the same campaigns, undisturbed");
        Map<String, String> calm = calm(data.resolve("calm"), disturbed.waves());
        List<String> wrong = new ArrayList<>(disturbed.wrong());
        compare(disturbed.outcomes(), calm, wrong);
        return new ChaosReport(
                settings.seed(),
                disturbed.faults(),
                leftOut,
                disturbed.seconds(),
                disturbed.waves(),
                disturbed.jobs(),
                disturbed.repetition().results(),
                disturbed.repetition().stepsDone(),
                disturbed.repetition().steps(),
                disturbed.repetition().resumed(),
                disturbed.leaderEpoch(),
                wrong);
    }

    /** What is known after the disturbed part. */
    private record Disturbed(
            Map<Fault, Integer> faults,
            double seconds,
            int waves,
            long jobs,
            TopicAudit.Repetition repetition,
            int leaderEpoch,
            Map<String, String> outcomes,
            List<String> wrong) {}

    private Disturbed disturb(LocalStack stack, Path data, Set<Fault> possible)
            throws IOException, InterruptedException, SQLException {
        SplittableRandom gaps = new SplittableRandom(settings.seed() ^ 0x5bd1e995L);
        Instant begin = Instant.now();
        List<SubmittedCampaign> waves = new ArrayList<>();
        List<JobApiClient> replicas = replicas(stack);
        List<String> wrong = new ArrayList<>();
        Map<Fault, Integer> faults;
        waves.add(submit(replicas, 1));
        CampaignStop campaigns = new CampaignStop(replicas, waves.get(0));
        try (FaultInjector injector = new FaultInjector(stack, data, campaigns, possible, settings.seed())) {
            // With the first results in it.
            Thread.sleep(BEFORE_BACKUP.toMillis());
            injector.backUp();
            for (int fault = 1; fault <= settings.faults(); fault++) {
                log.accept("%3d/%d %s".formatted(fault, settings.faults(), injector.inject()));
                Thread.sleep(200 + gaps.nextInt(2300));
                if (fault % FAULTS_BETWEEN_RESTS == 0) {
                    rest(stack, injector);
                    submitAgain(replicas, waves.size(), injector);
                    injector.backUp();
                    if (hasEnded(replicas, waves.get(waves.size() - 1)) && fault < settings.faults()) {
                        waves.add(submit(replicas, waves.size() + 1));
                        campaigns.of(waves.get(waves.size() - 1));
                    }
                }
            }
            rest(stack, injector);
            submitAgain(replicas, waves.size(), injector);
            wrong.addAll(injector.failures());
            faults = injector.counts();
        }
        long jobs = waves.stream().mapToLong(SubmittedCampaign::jobs).sum();
        for (SubmittedCampaign wave : waves) {
            awaitEnd(replicas, wave, wrong);
        }
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1000.0;
        log.accept("all at rest; checking");
        TopicAudit audit = new TopicAudit(stack.bootstrapServers(), GROUP);
        awaitEmptyLanes(audit, wrong);
        int leaderEpoch = audit.leaderEpoch();
        if (leaderEpoch < faults.getOrDefault(Fault.KILL_BROKER, 0)) {
            wrong.add("the leader epoch is %d, less than the kills of the broker".formatted(leaderEpoch));
        }
        try (DatabaseAudit ledger = new DatabaseAudit(stack)) {
            check(ledger, jobs, wrong);
            return new Disturbed(
                    faults, seconds, waves.size(), jobs, audit.repetition(), leaderEpoch, ledger.outcomes(), wrong);
        }
    }

    /** Waits until all parts are back and ready, so that some work gets done between the faults. */
    private static void rest(LocalStack stack, FaultInjector injector) throws InterruptedException {
        Instant deadline = Instant.now().plus(REST);
        while (!(injector.isQuiet() && stack.isReady())) {
            if (!injector.failures().isEmpty()) {
                throw new IllegalStateException(String.join("; ", injector.failures()));
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("the stack did not get ready within " + REST);
            }
            Thread.sleep(200);
        }
        Thread.sleep(1000);
    }

    /** As after any restored backup: files that were uploaded after it was made are not in it. */
    private void submitAgain(List<JobApiClient> replicas, int waves, FaultInjector injector)
            throws InterruptedException {
        if (injector.takeRestored()) {
            for (int wave = 1; wave <= waves; wave++) {
                submit(replicas, wave);
            }
        }
    }

    private SubmittedCampaign submit(List<JobApiClient> replicas, int wave) throws InterruptedException {
        ObjectNode tree = document.tree().deepCopy();
        tree.put("seed", wave);
        tree.put("name", "chaos-" + wave);
        CampaignDocument ofWave = new CampaignDocument(document.folder(), tree);
        Instant deadline = Instant.now().plus(REST);
        for (int attempt = wave; ; attempt++) {
            try {
                SubmittedCampaign submitted = CampaignSubmitter.submit(ofWave, replicas.get(attempt % replicas.size()));
                log.accept("campaign %d: %d jobs".formatted(wave, submitted.jobs()));
                return submitted;
            } catch (ServiceFailure e) {
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
                Thread.sleep(500);
            }
        }
    }

    private static List<JobApiClient> replicas(LocalStack stack) {
        return stack.apis().stream().map(JobApiClient::new).toList();
    }

    /** As the first replica says that answers. */
    private static CampaignStatus status(List<JobApiClient> replicas, SubmittedCampaign wave) {
        int last = replicas.size() - 1;
        for (JobApiClient replica : replicas.subList(0, last)) {
            try {
                return replica.campaign(wave.id());
            } catch (ServiceFailure e) {
                // The next one is asked.
            }
        }
        return replicas.get(last).campaign(wave.id());
    }

    private static boolean hasEnded(List<JobApiClient> replicas, SubmittedCampaign wave) {
        try {
            return status(replicas, wave).state() == CampaignState.FINISHED;
        } catch (ServiceFailure e) {
            return false;
        }
    }

    private void awaitEnd(List<JobApiClient> replicas, SubmittedCampaign wave, List<String> wrong)
            throws InterruptedException {
        long ended = -1;
        Instant lastChange = Instant.now();
        while (true) {
            try {
                CampaignStatus status = status(replicas, wave);
                if (status.state() == CampaignState.FINISHED) {
                    return;
                }
                // A stop can take effect after its caller gave up.
                if (status.state() == CampaignState.PAUSED) {
                    replicas.get(0).act(wave.id(), "resume");
                } else if (status.state() == CampaignState.CANCELLED) {
                    replicas.get(0).act(wave.id(), "retry");
                }
                if (status.ended() != ended) {
                    ended = status.ended();
                    lastChange = Instant.now();
                    log.accept("%s: %d of %d jobs".formatted(status.name(), ended, status.jobs()));
                }
            } catch (ServiceFailure e) {
                log.accept("waiting: " + e.getMessage());
            }
            if (Duration.between(lastChange, Instant.now()).compareTo(STUCK) > 0) {
                wrong.add("campaign %s is stuck at %d of %d jobs".formatted(wave.id(), ended, wave.jobs()));
                return;
            }
            Thread.sleep(2000);
        }
    }

    private static void awaitEmptyLanes(TopicAudit audit, List<String> wrong) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
        long lag = audit.lag();
        while (lag > 0 && Instant.now().isBefore(deadline)) {
            Thread.sleep(500);
            lag = audit.lag();
        }
        if (lag > 0) {
            wrong.add(lag + " requests are not acknowledged");
        }
        List<String> open = audit.unfinishedAttempts();
        if (!open.isEmpty()) {
            wrong.add("%d jobs count as begun and not ended, such as %s".formatted(open.size(), open.get(0)));
        }
    }

    private static void check(DatabaseAudit ledger, long jobs, List<String> wrong) throws SQLException {
        expect(jobs, ledger.asked(), "jobs that campaigns ask for", wrong);
        expect(0, ledger.unknown(), "jobs that have no place in their campaign", wrong);
        expect(0, ledger.lost(), "jobs without a complete result that succeeded", wrong);
        expect(0, ledger.duplicates(), "results too many", wrong);
        expect(0, ledger.damaged(), "stored files whose bytes do not have their SHA-256", wrong);
        expect(0, ledger.missingArtifacts(), "artifacts named and not stored", wrong);
        expect(0, ledger.orphans(), "stored files that nothing names", wrong);
    }

    private static void expect(long right, long is, String what, List<String> wrong) {
        if (is != right) {
            wrong.add("%s: %d, must be %d".formatted(what, is, right));
        }
    }

    private Map<String, String> calm(Path data, int waves) throws IOException, InterruptedException, SQLException {
        StackOptions options = StackOptions.onFreePorts(data, checkout.networks(), true)
                .withWorkers(2, 1)
                .withSettings(REPRODUCIBLE);
        try (LocalStack stack = LocalStack.start(options, checkout)) {
            List<JobApiClient> replicas = replicas(stack);
            List<SubmittedCampaign> submitted = new ArrayList<>();
            for (int wave = 1; wave <= waves; wave++) {
                submitted.add(submit(replicas, wave));
            }
            List<String> stuck = new ArrayList<>();
            for (SubmittedCampaign wave : submitted) {
                awaitEnd(replicas, wave, stuck);
            }
            if (!stuck.isEmpty()) {
                throw new IllegalStateException("undisturbed: " + stuck);
            }
            try (DatabaseAudit ledger = new DatabaseAudit(stack)) {
                return ledger.outcomes();
            }
        }
    }

    private static void compare(Map<String, String> disturbed, Map<String, String> calm, List<String> wrong) {
        List<String> different = calm.entrySet().stream()
                .filter(job -> !job.getValue().equals(disturbed.get(job.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!different.isEmpty()) {
            wrong.add("%d of %d jobs ended otherwise than undisturbed, such as %s"
                    .formatted(different.size(), calm.size(), different.get(0)));
        }
        if (calm.size() != disturbed.size()) {
            wrong.add("%d results, undisturbed %d".formatted(disturbed.size(), calm.size()));
        }
    }
}
