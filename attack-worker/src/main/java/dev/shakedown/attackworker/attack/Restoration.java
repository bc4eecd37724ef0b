package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.throughput.OutOfMemory;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Restores images outside of a batch of attacks, without recording anything. */
public final class Restoration {

    private Restoration() {}

    /**
     * Computes N(y) or N(y, b).
     *
     * @param manager lends memory for the call
     * @param b needed by non-blind networks
     * @return the output, not clamped
     */
    public static PlanarImage restore(
            RestorationNetwork network, NDManager manager, PlanarImage y, @Nullable BlurKernel b) {
        return pass(network, manager, List.of(y), b).get(0);
    }

    /**
     * Computes the same for several images of one size: on a GPU in as few passes as its memory takes, on a processor,
     * which gains nothing from larger ones, one by one, so that each output has the bits that it has alone.
     *
     * @return the outputs, in order
     */
    static List<PlanarImage> restore(
            RestorationNetwork network, NDManager manager, List<PlanarImage> ys, @Nullable BlurKernel b) {
        return restore(network, manager, ys, b, network.device().isGpu() ? ys.size() : 1);
    }

    /** As above, with so many images in a pass, or fewer where they do not fit into memory. */
    static List<PlanarImage> restore(
            RestorationNetwork network, NDManager manager, List<PlanarImage> ys, @Nullable BlurKernel b, int atATime) {
        List<PlanarImage> outputs = new ArrayList<>();
        for (int from = 0; from < ys.size(); from += atATime) {
            List<PlanarImage> together = ys.subList(from, Math.min(ys.size(), from + atATime));
            try {
                outputs.addAll(pass(network, manager, together, b));
            } catch (RuntimeException e) {
                if (!OutOfMemory.is(e) || together.size() == 1) {
                    throw e;
                }
                outputs.addAll(restore(network, manager, together, b, (together.size() + 1) / 2));
            }
        }
        return outputs;
    }

    private static List<PlanarImage> pass(
            RestorationNetwork network, NDManager manager, List<PlanarImage> ys, @Nullable BlurKernel b) {
        try (NDManager scope = manager.newSubManager()) {
            boolean blind = network.card().kind() == NetworkCard.Kind.BLIND;
            NDArray kernels = null;
            if (!blind && b != null) {
                kernels = stack(Collections.nCopies(ys.size(), Tensors.kernel(scope, b, b.size())));
            }
            NDArray input = stack(ys.stream().map(y -> Tensors.image(scope, y)).toList());
            NDArray known = kernels;
            NDArray output = Autograd.unrecorded(() -> network.restore(input, known));
            List<PlanarImage> outputs = new ArrayList<>();
            for (int i = 0; i < ys.size(); i++) {
                outputs.add(Tensors.toImage(ys.size() == 1 ? output : output.get(i + ":" + (i + 1))));
            }
            return outputs;
        }
    }

    private static NDArray stack(List<NDArray> each) {
        return each.size() == 1 ? each.get(0) : NDArrays.concat(new NDList(each));
    }
}
