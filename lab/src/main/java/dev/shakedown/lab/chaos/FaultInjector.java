package dev.shakedown.lab.chaos;

import dev.shakedown.stack.BreakableProxy;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackProcess;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Makes the parts of a stack fail, and brings them back. What fails when follows from the seed; how long a part takes
 * to come back does not. Belongs to one thread.
 */
final class FaultInjector implements AutoCloseable {

    private static final int MOST_DOWN = 2;
    private static final double LONG_FREEZE_SHARE = 0.3;

    private final LocalStack stack;
    private final SplittableRandom random;
    private final ExecutorService repairs = Executors.newCachedThreadPool();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

    private final Deque<Fault> first = new ArrayDeque<>();

    FaultInjector(LocalStack stack, long seed) {
        this.stack = stack;
        this.random = new SplittableRandom(seed);
        for (Fault kind : Fault.values()) {
            if (random.nextBoolean()) {
                first.addFirst(kind);
            } else {
                first.addLast(kind);
            }
        }
    }

    Map<Fault, Integer> counts() {
        return new EnumMap<>(counts);
    }

    boolean isQuiet() {
        return down.isEmpty();
    }

    /** What did not come back; empty if all did. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Does one thing more; says what. Waits while too much is failing already. */
    String inject() throws IOException, InterruptedException {
        while (down.size() >= MOST_DOWN) {
            Thread.sleep(100);
        }
        while (true) {
            Fault kind = draw();
            String what = kind == Fault.CUT ? cut() : hit(kind);
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
        for (Fault kind : Fault.values()) {
            total += kind.weight();
        }
        int left = random.nextInt(total);
        for (Fault kind : Fault.values()) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights add up");
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

    private String hit(Fault kind) throws IOException, InterruptedException {
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
            case KILL_POSTGRES -> part.equals("postgres");
            case FREEZE -> true;
            case CUT -> false;
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
