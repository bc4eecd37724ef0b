package dev.shakedown.attackworker.network;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.shakedown.models.restoration.RestorationNetwork;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A network each of whose passes forward and back takes a known time more, during which the thread sleeps: what a
 * device of that speed would compute. Its outputs and gradients are those of the network. Owns the network.
 */
final class PacedNetwork extends ForwardingNetwork {

    private final long nanos;
    private final Timer slept;

    /** {@code added}: to each pass forward and back; {@code slept} counts these times as they were. */
    PacedNetwork(RestorationNetwork network, Duration added, Timer slept) {
        super(network);
        this.nanos = added.toNanos();
        this.slept = slept;
    }

    /** Sleeps where the pass is recorded, so that it will be followed back. */
    @Override
    public NDArray restore(NDArray y, @Nullable NDArray b) {
        if (JniUtils.isGradMode()) {
            sleep();
        }
        return network.restore(y, b);
    }

    @Override
    public NDArray gradient(NDArray y, @Nullable NDArray b, NDArray g) {
        sleep();
        return network.gradient(y, b, g);
    }

    /** An interrupt does not end it: it stands for a computation. */
    private void sleep() {
        slept.record(() -> {
            long end = System.nanoTime() + nanos;
            boolean interrupted = false;
            for (long left = nanos; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
