package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/**
 * Pictures and kernels to try a network on: discs of many sizes that hide one another, as things in photographs do,
 * softened, with some noise. On noise alone networks behave as they never do in use.
 *
 * <p>Arrays belong to the manager. The same seed gives the same inputs.
 */
public final class TrialInput {

    private static final int DISCS = 60;
    private static final double NOISE = 0.02;

    private final NDManager manager;
    private final SplittableRandom random;

    /** Draws inputs from a seed. */
    public TrialInput(NDManager manager, long seed) {
        this.manager = manager;
        this.random = new SplittableRandom(seed);
    }

    /** The next pictures, (count, 3, height, width), in [0,1]. */
    public NDArray pictures(int count, int height, int width) {
        float[] values = new float[count * 3 * height * width];
        for (int i = 0; i < count; i++) {
            draw(values, i * 3 * height * width, height, width);
        }
        return manager.create(values, new Shape(count, 3, height, width));
    }

    private void draw(float[] values, int offset, int height, int width) {
        double[] sharp = new double[3 * height * width];
        for (int disc = 0; disc < DISCS; disc++) {
            double radius = 2 + Math.max(height, width) * 0.4 * Math.pow(random.nextDouble(), 3);
            double row = height * random.nextDouble();
            double column = width * random.nextDouble();
            double[] colour = {shade(), shade(), shade()};
            for (int i = 0; i < sharp.length; i++) {
                int plane = i / (height * width);
                double down = i / width % height - row;
                double right = i % width - column;
                if (disc == 0 || down * down + right * right < radius * radius) {
                    sharp[i] = colour[plane];
                }
            }
        }
        for (int i = 0; i < sharp.length; i++) {
            double noisy = softened(sharp, i, height, width) + NOISE * (2 * random.nextDouble() - 1);
            values[offset + i] = (float) Math.min(Math.max(noisy, 0), 1);
        }
    }

    private double shade() {
        return 0.05 + 0.9 * random.nextDouble();
    }

    /** The mean of the value and those around it. */
    private static double softened(double[] values, int index, int height, int width) {
        int row = index / width % height;
        int column = index % width;
        double sum = 0;
        int count = 0;
        for (int down = Math.max(-1, -row); down <= Math.min(1, height - 1 - row); down++) {
            for (int right = Math.max(-1, -column); right <= Math.min(1, width - 1 - column); right++) {
                sum += values[index + down * width + right];
                count++;
            }
        }
        return sum / count;
    }

    /** The next kernels, one of each size, (1, 1, size, size), all weights positive, sum 1. */
    public NDList kernels(int... sizes) {
        NDList kernels = new NDList();
        for (int size : sizes) {
            NDArray raw = uniform(0, 1, new Shape(1, 1, size, size));
            kernels.add(raw.div(raw.sum()));
        }
        return kernels;
    }

    /** Kernels as one batch, each with zeros around it so that all have a side. */
    public static NDArray batch(NDList kernels, int side) {
        NDList padded = new NDList();
        kernels.forEach(kernel -> padded.add(pad(kernel, side)));
        return NDArrays.concat(padded);
    }

    /** A kernel with zeros around it. */
    public static NDArray pad(NDArray kernel, int side) {
        long margin = (side - kernel.getShape().get(2)) / 2;
        return kernel.pad(new Shape(margin, margin, margin, margin), 0);
    }

    /** The next values, evenly from a range. */
    public NDArray uniform(double low, double high, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return manager.create(values, shape);
    }
}
