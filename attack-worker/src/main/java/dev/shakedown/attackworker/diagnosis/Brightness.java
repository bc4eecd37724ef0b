package dev.shakedown.attackworker.diagnosis;

import dev.shakedown.imaging.image.PlanarImage;

/** One plane of an image: the mean of its channels, each clamped to [0,1]. Immutable. */
final class Brightness {

    private final int height;
    private final int width;
    private final double[] values;

    private Brightness(int height, int width, double[] values) {
        this.height = height;
        this.width = width;
        this.values = values;
    }

    static Brightness of(PlanarImage image) {
        double[] sums = new double[image.height() * image.width()];
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            float[] plane = image.plane(channel);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += Math.min(1, Math.max(0, plane[i])) / PlanarImage.CHANNELS;
            }
        }
        return new Brightness(image.height(), image.width(), sums);
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int shorterSide() {
        return Math.min(height, width);
    }

    double at(int row, int column) {
        return values[row * width + column];
    }

    /** The middle of the plane, at most so large. */
    Brightness centre(int side) {
        int rows = Math.min(side, height);
        int columns = Math.min(side, width);
        return crop((height - rows) / 2, (width - columns) / 2, rows, columns);
    }

    Brightness crop(int top, int left, int rows, int columns) {
        double[] cropped = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, (top + row) * width + left, cropped, row * columns, columns);
        }
        return new Brightness(rows, columns, cropped);
    }

    /** The means of square blocks, so few that the shorter side is at most so long. */
    Brightness reducedTo(int side) {
        int block = (shorterSide() + side - 1) / side;
        if (block == 1) {
            return this;
        }
        int rows = height / block;
        int columns = width / block;
        double[] means = new double[rows * columns];
        for (int row = 0; row < rows * block; row++) {
            for (int column = 0; column < columns * block; column++) {
                means[row / block * columns + column / block] += at(row, column) / (block * block);
            }
        }
        return new Brightness(rows, columns, means);
    }

    /** Low frequencies: three means over squares of side 2 radius + 1, mirrored at the edge. */
    Brightness smooth(int radius) {
        Brightness smoothed = this;
        for (int i = 0; i < 3; i++) {
            smoothed = smoothed.meansOfRows(radius)
                    .transposed()
                    .meansOfRows(radius)
                    .transposed();
        }
        return smoothed;
    }

    private Brightness meansOfRows(int radius) {
        int side = 2 * radius + 1;
        int[] columns = new int[width + side];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = mirrored(i - radius);
        }
        double[] means = new double[values.length];
        double[] extended = new double[columns.length];
        for (int row = 0; row < height; row++) {
            for (int i = 0; i < columns.length; i++) {
                extended[i] = at(row, columns[i]);
            }
            double sum = 0;
            for (int i = 0; i < side; i++) {
                sum += extended[i];
            }
            for (int column = 0; column < width; column++) {
                means[row * width + column] = sum / side;
                sum += extended[column + side] - extended[column];
            }
        }
        return new Brightness(height, width, means);
    }

    private int mirrored(int column) {
        int place = Math.floorMod(column, 2 * width);
        return place < width ? place : 2 * width - 1 - place;
    }

    private Brightness transposed() {
        double[] turned = new double[values.length];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                turned[column * height + row] = at(row, column);
            }
        }
        return new Brightness(width, height, turned);
    }
}
