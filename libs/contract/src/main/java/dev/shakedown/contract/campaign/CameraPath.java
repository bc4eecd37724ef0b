package dev.shakedown.contract.campaign;

/**
 * The blur of a camera that moves while its shutter is open: the mean of views of the sharp image along a random smooth
 * path of homographies. Every coordinate of the path has mean 0 and uses its limit up.
 *
 * @param maxShift greatest length in pixels of the translation in the image plane
 * @param maxRotation greatest angle in degrees of the rotation about the optical axis, which meets the image in its
 *     centre
 * @param maxTilt greatest angle in degrees between the optical axis and its mean direction: pitch and yaw together
 * @param focalLength in image widths; says what a tilt does to the image
 * @param frames how many views the path is sampled in, at equal intervals; at least 3
 * @param seed of the path
 */
public record CameraPath(double maxShift, double maxRotation, double maxTilt, double focalLength, int frames, long seed)
        implements BlurModel {

    /**
     * A bound for every path with these limits. With f the focal length in pixels, s the greatest shift, alpha and tau
     * the greatest rotation and tilt: a point comes from at most D = s + half the diagonal off the centre, so it is
     * seen under at most beta = atan(D / f); the tilt moves its ray by at most tau, so its image by at most t = f
     * (tan(beta + tau) - tan(beta)); and the rotation moves that by at most 2 (D + t) sin(alpha / 2). The bound is s, t
     * and this together.
     *
     * @return {@link Integer#MAX_VALUE} if the tilt can take a point out of sight
     */
    @Override
    public int reach(int width, int height) {
        double distance = maxShift + StrictMath.hypot(width, height) / 2;
        double tilted = tilted(distance, width);
        if (Double.isInfinite(tilted)) {
            return Integer.MAX_VALUE;
        }
        double rotated = 2 * (distance + tilted) * StrictMath.sin(StrictMath.toRadians(maxRotation) / 2);
        return wholePixels(maxShift + tilted + rotated);
    }

    /**
     * As {@link #reach}, but for the light of the image's centre alone, which a rotation leaves where it is.
     *
     * @param width of the image in pixels
     */
    public int reachAtCentre(int width) {
        return wholePixels(maxShift + tilted(0, width));
    }

    private double tilted(double distance, int width) {
        double f = focalLength * width;
        double beta = StrictMath.atan(distance / f);
        double farthest = beta + StrictMath.toRadians(maxTilt);
        return farthest < StrictMath.PI / 2
                ? f * (StrictMath.tan(farthest) - StrictMath.tan(beta))
                : Double.POSITIVE_INFINITY;
    }

    /** Rounded up, but not for what rounding errors add to a whole number. */
    private static int wholePixels(double pixels) {
        return (int) Math.ceil(pixels - 1e-9);
    }
}
