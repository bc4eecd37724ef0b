package dev.shakedown.attackworker.blur;

/**
 * Overlapping windows along one axis that sum to 1 everywhere: triangles around the centres of equal patches, as in
 * bilinear interpolation, constant beyond the outermost centres. With n patches over a length L and d = L / n, patch i
 * has its centre at c(i) = (i + 1/2) d - 1/2, in pixels, and
 *
 * <p>w(i, r) = max(0, 1 - |r - c(i)| / d), where r is first moved into [c(0), c(n - 1)].
 *
 * @param patches n
 * @param length L in pixels
 */
record PatchWindows(int patches, int length) {

    /** The weight of a patch at a place, both counted from 0; the place need not be whole. */
    double weight(int patch, double place) {
        double distance = (double) length / patches;
        double first = 0.5 * distance - 0.5;
        double last = (patches - 0.5) * distance - 0.5;
        double inside = Math.min(last, Math.max(first, place));
        return Math.max(0, 1 - Math.abs((inside - first) / distance - patch));
    }

    /** A patch's weights at so many places from the given one on. */
    double[] weights(int patch, int from, int count) {
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            weights[i] = weight(patch, from + i);
        }
        return weights;
    }
}
