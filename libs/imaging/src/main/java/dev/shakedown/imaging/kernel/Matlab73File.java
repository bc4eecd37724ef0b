package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.kernel.MatlabFile.KernelStack;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Kernels in a MATLAB file of version 7.3, which is HDF5, read by jHDF. HDF5 stores the dimensions in the opposite
 * order (row-major over reversed sides is column-major over MATLAB's), which is undone here. A file that other programs
 * wrote is read as MATLAB would read it. Links are not followed: they may lead out of the file.
 */
final class Matlab73File {

    private static final Set<String> NUMERIC_CLASSES = Set.of(
            "double", "single", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "logical");

    private Matlab73File() {}

    static WeightGrid read(byte[] file, KernelSelection selection) throws UnreadableKernelException {
        try (HdfFile content = HdfFile.fromBytes(file)) {
            List<KernelStack> stacks = new ArrayList<>();
            for (Node node : content.getChildren().values()) {
                if (!node.isLink() && node instanceof Dataset dataset) {
                    addStack(content, dataset, stacks);
                }
            }
            return MatlabFile.select(stacks, selection);
        } catch (RuntimeException | StackOverflowError e) {
            // jHDF throws all kinds of RuntimeException for damaged files, and recurses into what refers to itself.
            throw new UnreadableKernelException(
                    "the MATLAB 7.3 file is not readable: " + e.getMessage(), "an undamaged MATLAB file");
        }
    }

    private static void addStack(HdfFile content, Dataset dataset, List<KernelStack> stacks) {
        try {
            if (dataset.getDataType() instanceof Reference) {
                stacks.add(new ReferenceStack(content, dataset));
            } else if (isNumbers(dataset)) {
                stacks.add(new DatasetStack(dataset));
            }
        } catch (RuntimeException | StackOverflowError e) {
            // A damaged variable, or one of a type that jHDF does not know: it is not among the choices.
        }
    }

    private static boolean isNumbers(Dataset dataset) {
        boolean isEmpty = dataset.getAttribute("MATLAB_empty") != null;
        return !isEmpty && NUMERIC_CLASSES.contains(matlabClass(dataset)) && Hdf5Numbers.canRead(dataset);
    }

    /** What MATLAB calls the array's class; where another program wrote it, its numbers are taken for doubles. */
    private static String matlabClass(Dataset dataset) {
        Attribute matlabClass = dataset.getAttribute("MATLAB_class");
        return matlabClass == null ? "double" : String.valueOf(matlabClass.getData());
    }

    /** A matrix, or an array of three dimensions, each of whose slices is a grid. */
    private record DatasetStack(Dataset dataset) implements KernelStack {

        @Override
        public String name() {
            return dataset.getName();
        }

        @Override
        public boolean isCandidate() {
            int[] sides = dataset.getDimensions();
            boolean isStackOrMatrix = sides.length == 2 || (sides.length == 3 && sides[0] > 0);
            return isStackOrMatrix
                    && sides[sides.length - 1] > 1
                    && sides[sides.length - 2] > 1
                    && !matlabClass(dataset).equals("logical");
        }

        @Override
        public int count() {
            return dataset.getDimensions().length == 3 ? dataset.getDimensions()[0] : 1;
        }

        @Override
        public WeightGrid grid(int index) throws UnreadableKernelException {
            int[] sides = dataset.getDimensions();
            if (sides.length != 2 && sides.length != 3) {
                throw new UnreadableKernelException(
                        "the variable %s has %d dimensions".formatted(name(), sides.length), "two or three dimensions");
            }
            int rows = sides[sides.length - 1];
            int columns = sides[sides.length - 2];
            double[] all = Hdf5Numbers.read(dataset);
            double[] slice = new double[rows * columns];
            System.arraycopy(all, index * slice.length, slice, 0, slice.length);
            return WeightGrid.ofColumns(rows, columns, slice);
        }
    }

    /** A cell array: a dataset of references to matrices. */
    private record ReferenceStack(HdfFile content, Dataset dataset) implements KernelStack {

        @Override
        public String name() {
            return dataset.getName();
        }

        @Override
        public boolean isCandidate() {
            try {
                for (int i = 0; i < Math.min(MAX_INSPECTED, count()); i++) {
                    if (matrix(i).filter(DatasetStack::isCandidate).isPresent()) {
                        return true;
                    }
                }
            } catch (UnreadableKernelException | RuntimeException | StackOverflowError e) {
                return false;
            }
            return false;
        }

        @Override
        public int count() {
            return Math.toIntExact(dataset.getSize());
        }

        @Override
        public WeightGrid grid(int index) throws UnreadableKernelException {
            return matrix(index)
                    .orElseThrow(() -> new UnreadableKernelException(
                            "element %d of cell array %s is not a matrix of numbers".formatted(index, name()),
                            "a matrix"))
                    .grid(0);
        }

        /** An element, if it is a matrix of numbers. */
        private Optional<DatasetStack> matrix(int index) throws UnreadableKernelException {
            Hdf5Numbers.checkSize(dataset);
            if (!(dataset.getDataFlat() instanceof long[] addresses)) {
                throw new HdfException("cell array without references");
            }
            Node element = content.getNodeByAddress(addresses[index]);
            return element instanceof Dataset matrix && matrix.getDimensions().length == 2 && isNumbers(matrix)
                    ? Optional.of(new DatasetStack(matrix))
                    : Optional.empty();
        }
    }
}
