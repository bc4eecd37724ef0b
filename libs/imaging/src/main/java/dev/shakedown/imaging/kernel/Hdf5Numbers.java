package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.kernel.MatlabFile.KernelStack;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.PipelineFilterWithData;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The numbers of an HDF5 dataset as doubles. Checks what jHDF trusts: the claimed number of elements, and what the
 * chunks inflate to.
 */
final class Hdf5Numbers {

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int MAX_CHUNKS = 1 << 16;

    private Hdf5Numbers() {}

    static boolean canRead(Dataset dataset) {
        return dataset.getDataType() instanceof FixedPoint || dataset.getDataType() instanceof FloatingPoint;
    }

    /** All elements in the order in which they lie in the dataset. */
    static double[] read(Dataset dataset) throws UnreadableKernelException {
        checkSize(dataset);
        Object data = dataset.getDataFlat();
        if (data instanceof double[] values) {
            return values;
        }
        double[] values = new double[Array.getLength(data)];
        for (int i = 0; i < values.length; i++) {
            // Unsigned 64-bit integers come as BigInteger objects, everything else as primitives.
            values[i] = ((Number) Array.get(data, i)).doubleValue();
        }
        return values;
    }

    static void checkSize(Dataset dataset) throws UnreadableKernelException {
        long elements = 1;
        for (int side : dataset.getDimensions()) {
            elements = side < 0 || side > KernelStack.MAX_ELEMENTS ? Long.MAX_VALUE : Math.max(1, elements) * side;
            if (elements > KernelStack.MAX_ELEMENTS) {
                throw tooLarge(dataset);
            }
        }
        if (dataset.getDataType().getSize() > Long.BYTES) {
            throw new HdfException(
                    "elements of %d bytes".formatted(dataset.getDataType().getSize()));
        }
        checkFilters(dataset);
        if (dataset instanceof ChunkedDataset chunked) {
            checkChunks(chunked);
        }
    }

    private static void checkFilters(Dataset dataset) throws UnreadableKernelException {
        List<Integer> filters =
                dataset.getFilters().stream().map(PipelineFilterWithData::getId).toList();
        List<Integer> usual = List.of(SHUFFLE, DEFLATE, FLETCHER32);
        List<Integer> inUsualOrder = usual.stream().filter(filters::contains).toList();
        if (!filters.equals(inUsualOrder)) {
            throw new UnreadableKernelException(
                    "the variable %s is stored with filters %s".formatted(dataset.getName(), filters),
                    "nothing but shuffle and deflate, as MATLAB writes");
        }
        for (PipelineFilterWithData filter : dataset.getFilters()) {
            int[] elementSize = {dataset.getDataType().getSize()};
            if (filter.getId() == SHUFFLE && !Arrays.equals(filter.getFilterData(), elementSize)) {
                // jHDF would loop over whatever size the filter claims.
                throw new HdfException("shuffle of elements of another size");
            }
        }
    }

    private static void checkChunks(ChunkedDataset dataset) throws UnreadableKernelException {
        int[] sides = dataset.getDimensions();
        int[] chunk = dataset.getChunkDimensions();
        long chunkElements = 1;
        long chunks = 1;
        for (int d = 0; d < sides.length; d++) {
            if (chunk[d] < 1 || chunk[d] > KernelStack.MAX_ELEMENTS) {
                throw tooLarge(dataset);
            }
            chunkElements *= chunk[d];
            chunks *= (sides[d] + chunk[d] - 1) / chunk[d];
            if (chunkElements > KernelStack.MAX_ELEMENTS || chunks > MAX_CHUNKS) {
                throw tooLarge(dataset);
            }
        }
        boolean isDeflated = dataset.getFilters().stream().anyMatch(filter -> filter.getId() == DEFLATE);
        long chunkBytes = chunkElements * dataset.getDataType().getSize() + Integer.BYTES;
        long seen = 0;
        int[] offset = new int[sides.length];
        for (long i = 0; isDeflated && i < chunks; i++) {
            seen += checkInflated(dataset, offset, chunkBytes);
            for (int d = sides.length - 1; d >= 0; d--) {
                offset[d] += chunk[d];
                if (offset[d] < sides[d]) {
                    break;
                }
                offset[d] = 0;
            }
        }
        if (isDeflated && seen != dataset.getStorageInBytes()) {
            throw new HdfException("there are chunks outside the array");
        }
    }

    /** The number of bytes that the chunk takes in the file. */
    private static int checkInflated(ChunkedDataset dataset, int[] offset, long allowed)
            throws UnreadableKernelException {
        ByteBuffer raw;
        try {
            raw = dataset.getRawChunkBuffer(offset.clone());
        } catch (HdfException e) {
            // A chunk that was never written; its elements have the fill value.
            return 0;
        }
        int stored = raw.remaining();
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(raw);
            byte[] scratch = new byte[1 << 12];
            long inflated = 0;
            int count;
            while ((count = inflater.inflate(scratch)) > 0) {
                inflated += count;
                if (inflated > allowed) {
                    throw tooLarge(dataset);
                }
            }
            return stored;
        } catch (DataFormatException e) {
            throw new HdfException("chunk %s does not inflate".formatted(Arrays.toString(offset)), e);
        } finally {
            inflater.end();
        }
    }

    private static UnreadableKernelException tooLarge(Dataset dataset) {
        return new UnreadableKernelException(
                "the variable %s claims to be very large: %s"
                        .formatted(dataset.getName(), Arrays.toString(dataset.getDimensions())),
                "at most %d elements".formatted(KernelStack.MAX_ELEMENTS));
    }
}
