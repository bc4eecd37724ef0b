package dev.shakedown.imaging.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Which kernel of a MATLAB file is meant. Other formats hold one kernel and take {@link #ONLY}.
 *
 * @param variable name of the variable; null for the only one that holds numbers or a cell array
 * @param index from 0, within a cell array (in MATLAB's order, column by column) or along the third dimension of an
 *     array; null for the only one
 */
public record KernelSelection(
        @Nullable String variable, @Nullable Integer index) {

    /** The only kernel of the file. */
    public static final KernelSelection ONLY = new KernelSelection(null, null);
}
