package dev.shakedown.imaging.kernel;

/** The kinds of file in which people keep kernels. */
public enum KernelFormat {
    /** A grey PNG of 8 or 16 bits; only ratios of its levels matter. */
    PNG,
    /** A NumPy array of two dimensions. */
    NPY,
    /** Rows of numbers, one line a row, separated by commas, semicolons, spaces or tabs; # and % begin comments. */
    TEXT,
    /** A MATLAB file, version 5 to 7 or 7.3; which, is seen from its content. */
    MAT
}
