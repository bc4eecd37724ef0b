package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.Boundary;

/** Which pixel stands for one beyond the edge, along one axis; correct however far beyond. */
final class EdgeExtension {

    private EdgeExtension() {}

    /**
     * For every place from -reach to length + reach - 1, the index of the pixel that stands there.
     *
     * @param reach how many pixels beyond either edge are needed, 0 for {@link Boundary#VALID}
     */
    static int[] indices(Boundary boundary, int length, int reach) {
        int[] indices = new int[length + 2 * reach];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = index(boundary, i - reach, length);
        }
        return indices;
    }

    private static int index(Boundary boundary, int place, int length) {
        return switch (boundary) {
            case REFLECT -> reflected(place, length);
            case CIRCULAR -> Math.floorMod(place, length);
            case REPLICATE -> Math.min(length - 1, Math.max(0, place));
            case VALID -> place;
        };
    }

    /** The edge pixel is not repeated, so the mirrored image repeats every 2 (length - 1) pixels. */
    private static int reflected(int place, int length) {
        if (length == 1) {
            return 0;
        }
        int period = 2 * (length - 1);
        int within = Math.floorMod(place, period);
        return Math.min(within, period - within);
    }
}
