package dev.shakedown.lab.chaos;

import static java.util.Objects.requireNonNull;

import dev.shakedown.stack.BreakableProxy;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes the parts of a stack fail, and brings them back. What fails when follows from the seed; how long a part takes
 * to come back does not. Belongs to one thread.
 */
final class FaultInjector implements AutoCloseable {

    private static final int MOST_DOWN = 2;
    private static final double LONG_FREEZE_SHARE = 0.3;

    /** For so long after a disk was full, or a clock wrong, processes that end are started again. */
    private static final Duration AFTERMATH = Duration.ofMinutes(1);

    /** A process that ends because of either has ended after this. */
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(3);

    /** A database that has just come back may need so long to answer. */
    private static final Duration BACKUP = Duration.ofMinutes(1);

    private static final int HOUR = 3600;

    /** As what fails. */
    private static final String CAMPAIGN = "campaign";

    private final LocalStack stack;
    private final Path data;
    private final CampaignStop campaigns;
    private final Set<Fault> possible;
    private final SplittableRandom random;
    private final ExecutorService repairs = Executors.newCachedThreadPool();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

    private final Deque<Fault> first = new ArrayDeque<>();
    private @Nullable Path backup;
    private int backups;
    private boolean hasRestored;
    private Instant aftermath = Instant.MIN;

    /**
     * Prepares.
     *
     * @param data where the stack has its data
     * @param campaigns stops campaigns
     * @param possible kinds of faults
     */
    FaultInjector(LocalStack stack, Path data, CampaignStop campaigns, Set<Fault> possible, long seed) {
        this.stack = stack;
        this.data = data;
        this.campaigns = campaigns;
        this.possible = EnumSet.copyOf(possible);
        this.random = new SplittableRandom(seed);
        for (Fault kind : possible) {
            if (random.nextBoolean()) {
                first.addFirst(kind);
            } else {
                first.addLast(kind);
            }
        }
        // The longer ago the backup was made, the more is missing.
        if (first.remove(Fault.RESTORE_BACKUP)) {
            first.addLast(Fault.RESTORE_BACKUP);
        }
    }

    /** Makes a backup of the database, unless there is one that was not restored; waits for it to answer. */
    void backUp() throws IOException, SQLException, InterruptedException {
        Instant latest = Instant.now().plus(BACKUP);
        while (backup == null) {
            Path to = data.resolve("backup-" + ++backups);
            try {
                stack.backUpDatabase(to);
                backup = to;
            } catch (SQLException e) {
                if (Instant.now().isAfter(latest)) {
                    throw e;
                }
                Thread.sleep(1000);
            }
        }
    }

    /** Whether a backup was restored since this was asked last. */
    boolean takeRestored() {
        boolean was = hasRestored;
        hasRestored = false;
        return was;
    }

    Map<Fault, Integer> counts() {
        return new EnumMap<>(counts);
    }

    /** Whether nothing fails now and all processes run. Starts what a full disk or a wrong clock has ended. */
    boolean isQuiet() {
        revive();
        return down.isEmpty() && stack.processes().stream().allMatch(StackProcess::isAlive);
    }

    private void revive() {
        if (Instant.now().isAfter(aftermath)) {
            return;
        }
        for (StackProcess part : stack.processes()) {
            if (!part.isAlive() && down.add(part.name())) {
                later(part.name(), part::start);
            }
        }
    }

    /** What did not come back; empty if all did. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Does one thing more; says what. Waits while too much is failing already. */
    String inject() throws IOException, InterruptedException {
        do {
            revive();
            Thread.sleep(100);
        } while (down.size() >= MOST_DOWN);
        while (true) {
            Fault kind = draw();
            String what = switch (kind) {
                case CUT -> cut();
                case FILL_DISK -> fillDisk();
                case PAUSE -> stop(kind, "pause", "resume");
                case CANCEL -> stop(kind, "cancel", "retry");
                default -> hit(kind);
            };
            if (!what.isEmpty()) {
                first.remove(kind);
                counts.merge(kind, 1, Integer::sum);
                return what;
            }
            Thread.sleep(100);
        }
    }

    /** One of each kind first, so that a short run has them all; then by weight. */
    private Fault draw() {
        Fault due = first.peekFirst();
        if (due != null) {
            return due;
        }
        int total = 0;
        for (Fault kind : possible) {
            total += kind.weight();
        }
        int left = random.nextInt(total);
        for (Fault kind : possible) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights add up");
    }

    /** Nothing, and no longer due, if no campaign runs. */
    private String stop(Fault kind, String action, String opposite) throws InterruptedException {
        if (down.contains(CAMPAIGN)) {
            return "";
        }
        if (!campaigns.stop(action)) {
            first.remove(kind);
            return "";
        }
        long millis = random.nextDouble() < LONG_FREEZE_SHARE ? 8000 + random.nextInt(4000) : random.nextInt(3000);
        down.add(CAMPAIGN);
        later(CAMPAIGN, () -> {
            Thread.sleep(millis);
            campaigns.goOn(opposite);
        });
        return "%s the newest campaign for %d ms, then %s it".formatted(action, millis, opposite);
    }

    private String cut() {
        List<BreakableProxy> proxies = stack.proxies().stream()
                .filter(proxy -> !down.contains("proxy of " + proxy.name()))
                .toList();
        if (proxies.isEmpty()) {
            return "";
        }
        BreakableProxy proxy = proxies.get(random.nextInt(proxies.size()));
        long millis = random.nextInt(3000);
        String name = "proxy of " + proxy.name();
        down.add(name);
        proxy.cut();
        later(name, () -> {
            Thread.sleep(millis);
            proxy.mend();
        });
        return "drop all connections to %s for %d ms".formatted(proxy.name(), millis);
    }

    /** All at once: nothing else fails meanwhile. */
    private String fillDisk() throws IOException, InterruptedException {
        if (!down.isEmpty()) {
            return "";
        }
        SmallDisk disk = new SmallDisk(data);
        long millis = 2000 + random.nextInt(4000);
        try {
            long bytes = disk.fill();
            Thread.sleep(millis);
            return "fill the disk with %d MB for %d ms".formatted(bytes / 1_000_000, millis);
        } finally {
            disk.free();
            Thread.sleep(NOTICED_WITHIN.toMillis());
            aftermath = Instant.now().plus(AFTERMATH);
        }
    }

    private String hit(Fault kind) throws IOException, InterruptedException {
        Path restored = backup;
        if (kind == Fault.RESTORE_BACKUP && restored == null) {
            return "";
        }
        List<StackProcess> candidates = new ArrayList<>();
        for (StackProcess part : stack.processes()) {
            if (!down.contains(part.name()) && fits(kind, part.name())) {
                candidates.add(part);
            }
        }
        if (candidates.isEmpty()) {
            return "";
        }
        StackProcess part = candidates.get(random.nextInt(candidates.size()));
        long pause = random.nextInt(2000);
        down.add(part.name());
        switch (kind) {
            case FREEZE -> {
                long millis = random.nextDouble() < LONG_FREEZE_SHARE
                        ? 8000 + random.nextInt(4000)
                        : 300 + random.nextInt(2000);
                part.freeze();
                later(part.name(), () -> {
                    Thread.sleep(millis);
                    part.thaw();
                });
                return "freeze %s for %d ms".formatted(part.name(), millis);
            }
            case JUMP_CLOCK -> {
                Duration offset = Duration.ofSeconds(random.nextInt(-HOUR, HOUR));
                long millis = 2000 + random.nextInt(6000);
                stack.clock(part.name()).set(offset);
                aftermath = Instant.now().plusMillis(millis).plus(AFTERMATH);
                later(part.name(), () -> {
                    Thread.sleep(millis);
                    stack.clock(part.name()).set(Duration.ZERO);
                    // A service that ends because of it has ended then.
                    Thread.sleep(NOTICED_WITHIN.toMillis());
                });
                return "set the clock of %s wrong by %d s for %d ms".formatted(part.name(), offset.toSeconds(), millis);
            }
            case RESTORE_BACKUP -> {
                backup = null;
                hasRestored = true;
                part.kill();
                later(part.name(), () -> {
                    Thread.sleep(pause);
                    stack.restoreDatabase(requireNonNull(restored));
                });
                return "kill -9 " + part.name() + " and restore a backup";
            }
            case STOP_WORKER -> {
                later(part.name(), () -> {
                    part.stop();
                    Thread.sleep(pause);
                    part.start();
                });
                return "stop " + part.name();
            }
            default -> {
                part.kill();
                later(part.name(), () -> {
                    Thread.sleep(pause);
                    part.start();
                });
                return "kill -9 " + part.name();
            }
        }
    }

    private static boolean fits(Fault kind, String part) {
        return switch (kind) {
            case KILL_WORKER, STOP_WORKER -> part.startsWith("worker-");
            case KILL_RESULT_STORE -> part.startsWith("result-store");
            case KILL_JOB_API -> part.startsWith("job-api");
            case KILL_BROKER -> part.equals("broker");
            case KILL_POSTGRES, RESTORE_BACKUP -> part.equals("postgres");
            case FREEZE, JUMP_CLOCK -> true;
            case CUT, FILL_DISK, PAUSE, CANCEL -> false;
        };
    }

    private interface Repair {
        void run() throws IOException, InterruptedException;
    }

    private void later(String name, Repair repair) {
        repairs.execute(() -> {
            try {
                repair.run();
                down.remove(name);
            } catch (IOException | RuntimeException e) {
                failures.add(name + " did not come back: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() throws InterruptedException {
        repairs.shutdown();
        if (!repairs.awaitTermination(60, TimeUnit.SECONDS)) {
            repairs.shutdownNow();
        }
    }
}
