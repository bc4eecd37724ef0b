package dev.shakedown.contract.campaign;

import java.util.List;

/**
 * A blur that varies over the image: local kernels at the centres of equal patches, interpolated in between. Kernel (i,
 * j) is the kernel at the centre of the patch in row i and column j; smaller kernels are padded with zeros to the side
 * of the largest.
 *
 * @param rows of patches, from the top
 * @param columns of patches, from the left
 * @param kernels rows x columns of them, row by row
 */
public record KernelGrid(int rows, int columns, List<KernelSpec> kernels) implements BlurModel {

    public KernelGrid {
        if (rows < 1 || columns < 1 || kernels.size() != (long) rows * columns) {
            throw new IllegalArgumentException("kernels: %d: must be rows x columns, %d x %d, both at least 1"
                    .formatted(kernels.size(), rows, columns));
        }
        kernels = List.copyOf(kernels);
    }

    /** The kernel of a patch. */
    public KernelSpec at(int row, int column) {
        return kernels.get(row * columns + column);
    }

    /** Common side of the local kernels in pixels, odd: that of the largest. */
    public int size() {
        return kernels.stream().mapToInt(KernelSpec::size).max().orElseThrow();
    }

    @Override
    public int reach(int width, int height) {
        return size() / 2;
    }
}
