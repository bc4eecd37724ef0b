package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackBatch.AttackListener;
import dev.shakedown.attackworker.attack.AttackStart;
import dev.shakedown.attackworker.attack.EndedAttack;
import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.completion.LegEnd;
import dev.shakedown.attackworker.completion.LegEnd.Cause;
import dev.shakedown.attackworker.completion.LegEnd.Leaving;
import dev.shakedown.attackworker.job.PreparedJob.ReadyJob;
import dev.shakedown.attackworker.job.PreparedJob.RunningJob;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.models.restoration.RestorationNetwork;
import io.quarkus.logging.Log;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The jobs in the slots of one batch: how they join, step, end and leave. If a step fails, all of them run again one by
 * one, so that the one to blame fails alone. Owns native memory until it is closed. Belongs to the device's thread.
 */
final class RunningBatch implements AutoCloseable {

    private final Affinity affinity;
    private final boolean shared;
    private final JobCompletion completion;
    private final LegEnd legEnd;
    private final ProgressPublisher progress;
    private final RestorationNetwork network;
    private final AttackBatch slots;
    private final Map<Attack, RunningJob> jobs = new IdentityHashMap<>();

    /** A batch without jobs; {@code network}: what is attacked; closed with the batch. */
    RunningBatch(
            Affinity affinity,
            boolean shared,
            RestorationNetwork network,
            Passes passes,
            JobCompletion completion,
            LegEnd legEnd,
            ProgressPublisher progress) {
        this.affinity = affinity;
        this.shared = shared;
        this.network = network;
        this.completion = completion;
        this.legEnd = legEnd;
        this.progress = progress;
        AttackListener listener = (attack, step, objective) -> {
            RunningJob running = jobs.get(attack);
            if (running != null) {
                progress.reached(running.delivered().request(), step, objective);
            }
        };
        this.slots = new AttackBatch(network, affinity.height(), affinity.width(), passes, listener);
    }

    /** How many images go through the network in a step. */
    int rows() {
        return slots.rows();
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    boolean hasRoom() {
        return shared && slots.hasRoom();
    }

    /** Whether a job may run beside these: it has their {@link Affinity}, and need not run alone. */
    boolean suits(ReadyJob ready) {
        return !ready.alone() && affinity.isOf(ready.delivered());
    }

    /** Starts a job, or goes on with it; one that cannot be started fails alone. */
    void admit(RunningJob running, AttackStart start) {
        Attack attack = running.job().attack();
        try {
            jobs.put(attack, running);
            slots.admit(start);
        } catch (RuntimeException e) {
            jobs.remove(attack);
            completion.fail(running, e);
        }
    }

    /** Makes one update of every job and hands over those that ended with it. */
    void step() {
        for (EndedAttack ended : slots.step()) {
            RunningJob running = jobs.remove(ended.attack());
            if (running != null) {
                progress.ended(running.delivered().request());
                completion.finish(running, ended);
            } else {
                ended.close();
            }
        }
    }

    /** Lets the jobs leave that have a cause to. */
    void depart(Function<RunningJob, Optional<Cause>> causeOf) {
        for (RunningJob running : List.copyOf(jobs.values())) {
            causeOf.apply(running).ifPresent(cause -> {
                legEnd.leave(slots, new Leaving(running, cause));
                jobs.remove(running.job().attack());
                progress.left(running.delivered().request());
            });
        }
    }

    /** A step failed as a whole: the only job is to blame, or each runs again alone. */
    void failed(RuntimeException cause) {
        List<RunningJob> all = new ArrayList<>(jobs.values());
        jobs.clear();
        if (all.size() == 1) {
            completion.fail(all.get(0), cause);
        } else {
            Log.warnf(cause, "A batch of %d failed; its jobs run again one by one", all.size());
            all.forEach(completion::isolate);
        }
    }

    @Override
    public void close() {
        slots.close();
        network.close();
    }
}
