package dev.shakedown.attackworker.device;

import ai.djl.Device;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.completion.LegEnd;
import dev.shakedown.attackworker.job.PreparedJob.RunningJob;
import dev.shakedown.attackworker.job.SlotLimit;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.throughput.MemoryMeter;
import dev.shakedown.attackworker.throughput.PassPlan;
import dev.shakedown.attackworker.throughput.PassPlanner;
import dev.shakedown.attackworker.throughput.PassThreads;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Opens batches, with the network and the passes that they need; refuses jobs that cannot run here. Made when the
 * worker starts, and loads libtorch then.
 */
@Singleton
class Batches {

    private final LoadedNetworks networks;
    private final MemoryGuard memory;
    private final PassTuning tuning;
    private final JobCompletion completion;
    private final LegEnd legEnd;
    private final ProgressPublisher progress;

    Batches(
            WorkerConfig config,
            LoadedNetworks networks,
            MemoryGuard memory,
            JobCompletion completion,
            LegEnd legEnd,
            ProgressPublisher progress) {
        this.networks = networks;
        this.memory = memory;
        this.tuning = new PassTuning(config);
        this.completion = completion;
        this.legEnd = legEnd;
        this.progress = progress;
    }

    /** An empty batch for jobs like this one; none if the job cannot run here, and then it has failed. */
    Optional<RunningBatch> open(RunningJob first, boolean shared) {
        NetworkOpening opening = networks.open(first.delivered().request().network());
        if (opening instanceof NetworkOpening.Refused refused) {
            fail(first, "unknown-network", refused.reason());
            return Optional.empty();
        }
        RestorationNetwork network = ((NetworkOpening.Opened) opening).network();
        if (refuses(first)) {
            network.close();
            return Optional.empty();
        }
        Affinity affinity = Affinity.of(first.delivered().request());
        return Optional.of(
                new RunningBatch(affinity, shared, network, passes(affinity, network), completion, legEnd, progress));
    }

    private Passes passes(Affinity affinity, RestorationNetwork network) {
        long pixels = (long) affinity.width() * affinity.height();
        return tuning.passes(
                affinity,
                network.device(),
                bytes -> memory.measured(affinity.network(), affinity.step(), pixels, bytes));
    }

    /** Whether a job's image is too large for this worker's memory; then the job has failed. */
    boolean refuses(RunningJob running) {
        Optional<String> refusal = memory.refusal(running);
        refusal.ifPresent(reason -> fail(running, "out-of-memory", reason));
        return refusal.isPresent();
    }

    private void fail(RunningJob running, String code, String message) {
        completion.fail(running.delivered(), code, message, running.job().started());
    }

    void closeAll() {
        networks.closeAll();
        tuning.close();
    }

    /**
     * What was found out about the fastest passes, by network, image size and gradients. Belongs to the attack loop's
     * thread.
     */
    static final class PassTuning implements AutoCloseable {

        private static final String MEASURE = "measure";
        private static final int REMEMBERED = 1000;

        private final SlotLimit slots;
        private final PassPlan fixed;
        private final boolean measuring;
        private final PassThreads lanes = new PassThreads();
        private final Cache<Affinity, Passes> passes = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .executor(Runnable::run)
                .build();

        PassTuning(WorkerConfig config) {
            this.slots = SlotLimit.of(config);
            this.measuring = config.plan().equals(MEASURE);
            this.fixed = measuring ? PassPlan.ONE_BY_ONE : plan(config.plan());
        }

        private static PassPlan plan(String text) {
            try {
                return PassPlan.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("shakedown.worker.plan: " + e.getMessage() + ", or " + MEASURE, e);
            }
        }

        /** The passes of jobs; {@code memoryOfPass} is told what one image takes, in bytes. */
        Passes passes(Affinity affinity, Device device, LongConsumer memoryOfPass) {
            return passes.get(affinity, jobs -> {
                PassPlanner planner = measuring ? measuring(device) : PassPlanner.fixed(fixed);
                return new Passes(planner, lanes, MemoryMeter.of(device), memoryOfPass);
            });
        }

        private PassPlanner measuring(Device device) {
            int most = slots.images(device.isGpu(), lanes.most());
            return device.isGpu() ? PassPlanner.largerPasses(most) : PassPlanner.sideBySide(most, lanes.most());
        }

        @Override
        public void close() {
            lanes.close();
        }
    }
}
