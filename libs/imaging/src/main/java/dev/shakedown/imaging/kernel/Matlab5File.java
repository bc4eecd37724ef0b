package dev.shakedown.imaging.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5Reader.EntryHeader;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/** Kernels in a MATLAB file of version 5 to 7, read by MFL after {@link Matlab5Structure} has checked it. */
final class Matlab5File {

    private Matlab5File() {}

    static WeightGrid read(byte[] file, KernelSelection selection) throws UnreadableKernelException {
        byte[] checked = Matlab5Structure.inflated(file);
        try {
            MatFile content = Mat5.newReader(Sources.wrap(checked))
                    .setEntryFilter(Matlab5File::mayHoldKernels)
                    .disableSubsystemProcessing()
                    .readMat();
            List<KernelStack> stacks = new ArrayList<>();
            for (MatFile.Entry entry : content.getEntries()) {
                Array value = entry.getValue();
                if (value instanceof Matrix matrix) {
                    stacks.add(new MatrixStack(entry.getName(), matrix));
                } else if (value instanceof Cell cell) {
                    stacks.add(new CellStack(entry.getName(), cell));
                }
            }
            return MatlabFile.select(stacks, selection);
        } catch (IOException | RuntimeException e) {
            // MFL wraps whatever goes wrong, from bad arguments to class casts, in these.
            throw new UnreadableKernelException(
                    "the MATLAB file is not readable: " + e.getMessage(), "an undamaged MATLAB file");
        }
    }

    private static boolean mayHoldKernels(EntryHeader header) {
        return switch (header.getType()) {
            case Cell, Double, Single, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64 -> true;
            default -> false;
        };
    }

    /** A matrix, or an array of three dimensions, each of whose slices is a grid. */
    private record MatrixStack(String name, Matrix matrix) implements KernelStack {

        @Override
        public int count() {
            return matrix.getNumDimensions() < 3 ? 1 : matrix.getDimensions()[2];
        }

        @Override
        public WeightGrid grid(int index) throws UnreadableKernelException {
            if (matrix.getNumDimensions() > 3 || matrix.isComplex()) {
                throw new UnreadableKernelException(
                        "the variable %s is complex or has more than three dimensions".formatted(name),
                        "real numbers in two or three dimensions");
            }
            int slice = matrix.getNumRows() * matrix.getDimensions()[1];
            double[] weights = new double[slice];
            for (int i = 0; i < slice; i++) {
                weights[i] = matrix.getDouble(index * slice + i);
            }
            return WeightGrid.ofColumns(matrix.getNumRows(), matrix.getDimensions()[1], weights);
        }
    }

    /** A cell array of matrices. */
    private record CellStack(String name, Cell cell) implements KernelStack {

        @Override
        public int count() {
            return cell.getNumElements();
        }

        @Override
        public WeightGrid grid(int index) throws UnreadableKernelException {
            Array element = cell.get(index);
            boolean isNumbers = element instanceof Matrix && element.getType() != MatlabType.Character;
            if (!isNumbers || element.getNumDimensions() != 2) {
                throw new UnreadableKernelException(
                        "element %d of cell array %s is not a matrix of numbers".formatted(index, name), "a matrix");
            }
            return new MatrixStack(name, (Matrix) element).grid(0);
        }
    }
}
