package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;

/** Images and kernels as batches of one on a device, and back. */
final class Tensors {

    private Tensors() {}

    static NDArray image(NDManager manager, PlanarImage image) {
        return manager.create(image.values(), new Shape(1, 3, image.height(), image.width()));
    }

    /** (1, 1, 1, 1). */
    static NDArray scalar(NDManager manager, float value) {
        return manager.create(new float[] {value}, new Shape(1, 1, 1, 1));
    }

    /** (1, 1, size, size), the kernel in the middle and zeros around it. */
    static NDArray kernel(NDManager manager, BlurKernel kernel, int size) {
        double[] weights = kernel.padTo(size).weights();
        float[] values = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            values[i] = (float) weights[i];
        }
        return manager.create(values, new Shape(1, 1, size, size));
    }

    /** The image in a batch of one. Waits for the device. */
    static PlanarImage toImage(NDArray batchOfOne) {
        Shape shape = batchOfOne.getShape();
        return PlanarImage.of((int) shape.get(2), (int) shape.get(3), batchOfOne.toFloatArray());
    }
}
