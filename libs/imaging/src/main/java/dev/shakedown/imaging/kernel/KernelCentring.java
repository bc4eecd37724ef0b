package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.kernel.BlurKernel.CentreOfMass;

/**
 * Shifts a kernel so that its centre of mass lies in the centre pixel: within half a pixel of its middle on either
 * axis. The shift is by whole pixels, so every weight stays what it is; a shift by part of a pixel would blur the
 * kernel.
 */
public final class KernelCentring {

    private KernelCentring() {}

    /**
     * The shifted kernel.
     *
     * @return of the same side, or of the smallest larger one that cuts no light off
     * @throws IllegalArgumentException if no kernel is large enough for that
     */
    public static BlurKernel centre(BlurKernel kernel) {
        CentreOfMass centre = kernel.centreOfMass();
        int down = -(int) Math.rint(centre.row());
        int right = -(int) Math.rint(centre.column());
        if (down == 0 && right == 0) {
            return kernel;
        }
        int radius = kernel.radius();
        for (int row = -radius; row <= kernel.radius(); row++) {
            for (int column = -kernel.radius(); column <= kernel.radius(); column++) {
                if (kernel.at(kernel.radius() + row, kernel.radius() + column) > 0) {
                    radius = Math.max(radius, Math.max(Math.abs(row + down), Math.abs(column + right)));
                }
            }
        }
        int size = 2 * radius + 1;
        BlurKernel.checkSize(size);
        double[] weights = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                weights[row * size + column] = weight(kernel, row - radius - down, column - radius - right);
            }
        }
        return BlurKernel.of(size, weights);
    }

    /** The weight at a place counted from the centre pixel; 0 outside. */
    private static double weight(BlurKernel kernel, int row, int column) {
        int radius = kernel.radius();
        return Math.abs(row) <= radius && Math.abs(column) <= radius ? kernel.at(radius + row, radius + column) : 0;
    }
}
