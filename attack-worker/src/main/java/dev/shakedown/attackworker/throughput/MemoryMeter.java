package dev.shakedown.attackworker.throughput;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import java.util.OptionalLong;

/** Measures what passes take of the memory that a device computes in. */
public interface MemoryMeter {

    /** Where nothing can be measured. */
    MemoryMeter NONE = new MemoryMeter() {
        @Override
        public OptionalLong taken(Runnable passes) {
            passes.run();
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong free() {
            return OptionalLong.empty();
        }
    };

    /** Runs passes, and tells what they took at their peak beyond what was in use, in bytes; empty if unknown. */
    OptionalLong taken(Runnable passes);

    /** What is left after {@link #taken}, in bytes, without what its passes took; empty if unknown. */
    OptionalLong free();

    /** For a device: a processor's memory is the process's own. */
    static MemoryMeter of(Device device) {
        return device.isGpu() ? new OfGpu(device) : new OfHost();
    }

    final class OfHost implements MemoryMeter {

        @Override
        public OptionalLong taken(Runnable passes) {
            return HostMemory.taken(passes);
        }

        @Override
        public OptionalLong free() {
            return HostMemory.available();
        }
    }

    /**
     * A GPU's memory, as its driver counts it. libtorch keeps what passes have freed, so what it holds after them is
     * their peak.
     */
    final class OfGpu implements MemoryMeter {

        private final Device device;

        OfGpu(Device device) {
            this.device = device;
        }

        @Override
        public OptionalLong taken(Runnable passes) {
            JniUtils.emptyCudaCache();
            Optional<MemoryUsage> before = memory();
            passes.run();
            Optional<MemoryUsage> after = memory();
            return before.isPresent() && after.isPresent()
                    ? OptionalLong.of(
                            Math.max(1, after.get().getUsed() - before.get().getUsed()))
                    : OptionalLong.empty();
        }

        @Override
        public OptionalLong free() {
            return memory().stream()
                    .mapToLong(memory -> memory.getMax() - memory.getUsed())
                    .findFirst();
        }

        /** Empty where the CUDA runtime does not say. */
        private Optional<MemoryUsage> memory() {
            try {
                return Optional.of(CudaUtils.getGpuMemory(device));
            } catch (RuntimeException | UnsatisfiedLinkError e) {
                return Optional.empty();
            }
        }
    }
}
