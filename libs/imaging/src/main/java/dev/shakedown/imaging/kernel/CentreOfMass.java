package dev.shakedown.imaging.kernel;

/**
 * The mean place of a kernel's light, in pixels from the middle of the centre pixel.
 *
 * @param row downwards
 * @param column to the right
 */
record CentreOfMass(double row, double column) {

    static CentreOfMass of(BlurKernel kernel) {
        double down = 0;
        double right = 0;
        for (int row = 0; row < kernel.size(); row++) {
            for (int column = 0; column < kernel.size(); column++) {
                down += kernel.at(row, column) * (row - kernel.radius());
                right += kernel.at(row, column) * (column - kernel.radius());
            }
        }
        return new CentreOfMass(down, right);
    }
}
