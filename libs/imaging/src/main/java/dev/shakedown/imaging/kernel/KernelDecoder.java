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
 * to sum 1, refused if it is not a square of odd side, not finite, negative (beyond rounding: -1e-6 of the greatest
 * weight) or sums to zero.
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
     * @param format what they are
     * @param selection which kernel is meant, for {@link KernelFormat#MAT}
     */
    public static KernelDecoding decode(byte[] file, KernelFormat format, KernelSelection selection) {
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
            return new KernelDecoding.Decoded(grid.toKernel());
        } catch (UnreadableKernelException e) {
            return e.toRefused();
        }
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
        ImageLimits limits = new ImageLimits(BlurKernel.MIN_SIZE, BlurKernel.MAX_SIZE, MAX_WEIGHTS);
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
