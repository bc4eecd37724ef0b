package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.completion.LegEnd;
import dev.shakedown.attackworker.job.RunningJob;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.models.restoration.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import jakarta.inject.Singleton;
import java.util.Optional;

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

    /**
     * An empty batch for jobs like this one; none if the job cannot run here, and then it has failed.
     *
     * @param shared whether others may join it
     */
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
        return tuning.passes(affinity, network.device(), bytes -> memory.measured(affinity.network(), pixels, bytes));
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

    /** Unloads all networks. */
    void closeAll() {
        networks.closeAll();
        tuning.close();
    }
}
