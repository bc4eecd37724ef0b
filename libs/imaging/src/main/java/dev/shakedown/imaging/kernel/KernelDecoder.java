package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;

/**
 * Reads a kernel file that a stranger sent: judged by what its headers claim before anything is allocated, normalised
 * to sum 1, refused if it is not a square of odd side, not finite, negative or sums to zero. Negative weights smaller
 * than 0.001 of the greatest weight become 0, with a warning.
 */
public final class KernelDecoder {

    /** No kernel file needs more; a MATLAB file may hold many kernels. */
    static final int MAX_FILE_BYTES = 64 << 20;

    private static final int MAX_WEIGHTS = BlurKernel.MAX_SIZE * BlurKernel.MAX_SIZE;

    private KernelDecoder() {}

    /**
     * Decodes a file.
     *
     * @param file the bytes, at most 64 MiB
     * @param selection which kernel is meant, for {@link KernelFormat#MAT}
     * @param pad whether a kernel that is not a square of odd side gets zeros around it up to the smallest such square;
     *     the weight in row rows/2, column columns/2 (integer division, from 0) becomes its centre
     */
    public static KernelDecoding decode(byte[] file, KernelFormat format, KernelSelection selection, boolean pad) {
        try {
            if (file.length > MAX_FILE_BYTES) {
                throw new UnreadableKernelException(
                        "the file has %d bytes".formatted(file.length), "at most %d".formatted(MAX_FILE_BYTES));
            }
            if (format != KernelFormat.MAT && !selection.equals(KernelSelection.ONLY)) {
                throw new UnreadableKernelException(
                        "variable or index is given for a %s file".formatted(format),
                        "neither: only MATLAB files hold several kernels");
            }
            WeightGrid grid = switch (format) {
                case PNG -> png(file);
                case NPY -> npy(file);
                case TEXT -> TextGrid.parse(file);
                case MAT -> MatlabFile.read(file, selection);
            };
            return grid.toKernel(pad);
        } catch (UnreadableKernelException e) {
            return e.toRefused();
        }
    }

    /** As {@link #decode(byte[], KernelFormat, KernelSelection, boolean)}, without padding. */
    public static KernelDecoding decode(byte[] file, KernelFormat format, KernelSelection selection) {
        return decode(file, format, selection, false);
    }

    private static WeightGrid npy(byte[] file) throws UnreadableKernelException {
        NpyDecoding decoding = NpyDecoder.decode(file, MAX_WEIGHTS);
        if (decoding instanceof NpyDecoding.Refused refused) {
            throw new UnreadableKernelException(refused.problem(), refused.expected());
        }
        NpyArray array = ((NpyDecoding.Decoded) decoding).array();
        if (array.shape().dimensions() != 2) {
            throw new UnreadableKernelException("the array has shape " + array.shape(), "two dimensions");
        }
        return new WeightGrid(array.shape().side(0), array.shape().side(1), array.toDoubles());
    }

    private static WeightGrid png(byte[] file) throws UnreadableKernelException {
        ImageLimits limits = new ImageLimits(1, BlurKernel.MAX_SIZE, MAX_WEIGHTS);
        ImageDecoding decoding = ImageDecoder.decode(file, limits);
        if (decoding instanceof ImageDecoding.Refused refused) {
            throw new UnreadableKernelException(refused.problem(), refused.expected());
        }
        PlanarImage image = ((ImageDecoding.Decoded) decoding).image();
        double[] weights = new double[image.height() * image.width()];
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                float grey = image.at(0, row, column);
                if (image.at(1, row, column) != grey || image.at(2, row, column) != grey) {
                    throw new UnreadableKernelException("the picture is in colour", "a grey picture");
                }
                weights[row * image.width() + column] = grey;
            }
        }
        return new WeightGrid(image.height(), image.width(), weights);
    }
}
