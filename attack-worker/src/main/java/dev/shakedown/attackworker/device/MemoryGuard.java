package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.PassProbe;
import dev.shakedown.attackworker.job.PreparedJob.RunningJob;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.throughput.HostMemory;
import dev.shakedown.attackworker.throughput.PassMemory;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses jobs whose image is too large for this worker's memory, before a pass of it runs: on a processor, a process
 * that takes too much is killed. The need is estimated from passes of smaller images, which run if there were none.
 * Belongs to the attack loop's thread.
 */
@ApplicationScoped
class MemoryGuard {

    /** More than any network of our experiments takes, forward and back. */
    private static final long MOST_BYTES_PER_PIXEL = 96L * 1024;

    /** Where that is surely less than what is free, nothing is measured. */
    private static final double SURE_SHARE = 0.5;

    /** Of the memory that is free, this much may go into a pass. */
    private static final double SHARE = 0.9;

    private static final long MOMENT_NANOS = 200_000_000;
    private static final int SMALLEST_SIDE = 64;
    private static final double GIBIBYTE = 1 << 30;

    private final LoadedNetworks networks;
    private final Supplier<OptionalLong> free;
    private final Map<Key, PassMemory> memories = new HashMap<>();
    private long freeLately;
    private long freeReadAt;

    @Inject
    MemoryGuard(LoadedNetworks networks) {
        this(networks, HostMemory::available);
    }

    /** With what is free in bytes, where the system says it. */
    MemoryGuard(LoadedNetworks networks, Supplier<OptionalLong> free) {
        this.networks = networks;
        this.free = free;
    }

    private record Key(NetworkRef network, PassProbe pass) {}

    void measured(NetworkRef network, PassProbe pass, long pixels, long bytes) {
        memory(new Key(network, pass)).measured(pixels, bytes);
    }

    /** Why a job cannot run here: which network needs how much, and the largest image that fits. Empty if it can. */
    Optional<String> refusal(RunningJob running) {
        Attack attack = running.job().attack();
        int width = attack.blurred().width();
        int height = attack.blurred().height();
        NetworkRef crafting = running.delivered().request().network();
        Optional<String> refusal = refusal(crafting, PassProbe.stepOf(attack.spec()), width, height, attack.kernel());
        for (NetworkRef judge : running.delivered().request().judges()) {
            if (refusal.isEmpty() && !judge.equals(crafting)) {
                refusal = refusal(judge, PassProbe.RESTORATION, width, height, attack.kernel())
                        .map(reason -> "judge " + reason);
            }
        }
        return refusal;
    }

    Optional<String> refusal(NetworkRef network, PassProbe pass, int width, int height, @Nullable BlurKernel kernel) {
        Key key = new Key(network, pass);
        long pixels = (long) width * height;
        long now = freeLately();
        Optional<NetworkCard> card = networks.card(network);
        if (card.isEmpty()) {
            return Optional.empty();
        }
        PassMemory memory = memory(key);
        Long parameters = card.get().parameters();
        if (memory.largestMeasured() == 0
                && parameters != null
                && pixels * MOST_BYTES_PER_PIXEL + parameters * Float.BYTES <= SURE_SHARE * now) {
            return Optional.empty();
        }
        if (memory.need(pixels).orElse(Long.MAX_VALUE) <= SHARE * now && memory.largestMeasured() * 4 >= pixels) {
            return Optional.empty();
        }
        if (!probe(key, pixels, kernel)) {
            return Optional.empty();
        }
        long room = room();
        OptionalLong need = memory.need(pixels);
        return need.isPresent() && need.getAsLong() > room
                ? Optional.of(message(card.get(), width, height, need.getAsLong(), room, memory))
                : Optional.empty();
    }

    private static String message(NetworkCard card, int width, int height, long need, long room, PassMemory memory) {
        int side = memory.largestSide(room, Math.max(1, card.sizeMultiple()));
        return "%s: an image of %dx%d needs about %.1f GiB of memory, this worker has %.1f GiB free: must be at most about %dx%d; or give the worker more memory"
                .formatted(card.name(), width, height, need / GIBIBYTE, room / GIBIBYTE, side, side);
    }

    /** Measures passes of ever larger images, up to a quarter of the pixels; false if the network is on a GPU. */
    private boolean probe(Key key, long pixels, @Nullable BlurKernel kernel) {
        if (!(networks.open(key.network()) instanceof NetworkOpening.Opened opened)) {
            return true;
        }
        try (RestorationNetwork network = opened.network()) {
            if (network.device().isGpu()) {
                return false;
            }
            PassMemory memory = memory(key);
            for (long side = firstSide(network.card(), kernel); side * side * 4 <= pixels; side *= 2) {
                if (side * side <= memory.largestMeasured()) {
                    continue;
                }
                HostMemory.trim();
                if (memory.need(side * side).orElse(0) > room()) {
                    break;
                }
                int probed = (int) side;
                HostMemory.taken(() -> key.pass().run(network, probed, kernel))
                        .ifPresent(bytes -> memory.measured((long) probed * probed, bytes));
            }
            HostMemory.trim();
        } catch (RuntimeException e) {
            Log.debugf(
                    e,
                    "%s does not take an image for a measurement",
                    key.network().id());
        }
        return true;
    }

    private static long firstSide(NetworkCard card, @Nullable BlurKernel kernel) {
        int least = Math.max(SMALLEST_SIDE, card.minimumSize());
        if (kernel != null) {
            least = Math.max(least, 2 * kernel.size());
        }
        int multiple = Math.max(1, card.sizeMultiple());
        return (long) (least + multiple - 1) / multiple * multiple;
    }

    /** Not older than a moment: the system's files take longer to read than a small job to admit. */
    private long freeLately() {
        long time = System.nanoTime();
        if (freeReadAt == 0 || time - freeReadAt > MOMENT_NANOS) {
            freeLately = free.get().orElse(Long.MAX_VALUE);
            freeReadAt = time;
        }
        return freeLately;
    }

    private long room() {
        return (long) (SHARE * free.get().orElse(Long.MAX_VALUE));
    }

    private PassMemory memory(Key key) {
        return memories.computeIfAbsent(key, absent -> new PassMemory());
    }
}
