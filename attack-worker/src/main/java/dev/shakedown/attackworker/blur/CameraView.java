package dev.shakedown.attackworker.blur;

/**
 * Where a camera that has moved sees what: a rotation about the optical axis by alpha, then a tilt of the axis by tau
 * towards the unit vector n of the image plane, then a shift by s. With u = (x, y) in pixels to the right of and below
 * the image's centre, f the focal length, and P(alpha) the rotation that takes the positive horizontal axis towards the
 * positive vertical one, light from u is seen at
 *
 * <p>v = f (p + (a' - a) n) / z + s, where p = P(alpha) u, a = p . n, a' = a cos tau + f sin tau, z = f cos tau - a sin
 * tau
 *
 * <p>which is the homography T(s) K R K^-1 of O. Whyte, J. Sivic, A. Zisserman and J. Ponce, "Non-uniform deblurring
 * for shaken images", CVPR 2010, and a translation. Kept is its inverse: the source of what is seen at v is ((xx v + xy
 * w + x1) / d, (yx v + yy w + y1) / d) with d = zx v + zy w + z1, for v = (v, w).
 */
record CameraView(
        double xx,
        double xy,
        double x1,
        double yx,
        double yy,
        double y1,
        double zx,
        double zy,
        double z1,
        double centreX,
        double centreY) {

    /**
     * A view.
     *
     * @param shiftX s, to the right, in pixels
     * @param shiftY s, downwards, in pixels
     * @param alpha in radians
     * @param tiltX tau n, to the right, in radians
     * @param tiltY tau n, downwards, in radians
     * @param f in pixels
     */
    static CameraView of(double shiftX, double shiftY, double alpha, double tiltX, double tiltY, double f) {
        double tau = StrictMath.hypot(tiltX, tiltY);
        double nx = tau == 0 ? 1 : tiltX / tau;
        double ny = tau == 0 ? 0 : tiltY / tau;
        double sin = StrictMath.sin(tau);
        double cos = StrictMath.cos(tau);
        // Back from v - s by the tilt -tau: the source before rotation is (M q - f sin n) / (q . n sin / f + cos).
        double mxx = 1 + (cos - 1) * nx * nx;
        double mxy = (cos - 1) * nx * ny;
        double myy = 1 + (cos - 1) * ny * ny;
        double ax = -(mxx * shiftX + mxy * shiftY) - f * sin * nx;
        double ay = -(mxy * shiftX + myy * shiftY) - f * sin * ny;
        double zx = sin * nx / f;
        double zy = sin * ny / f;
        // Back by the rotation -alpha.
        double c = StrictMath.cos(alpha);
        double s = StrictMath.sin(alpha);
        return new CameraView(
                c * mxx + s * mxy,
                c * mxy + s * myy,
                c * ax + s * ay,
                c * mxy - s * mxx,
                c * myy - s * mxy,
                c * ay - s * ax,
                zx,
                zy,
                cos - zx * shiftX - zy * shiftY,
                shiftX + f * StrictMath.tan(tau) * nx,
                shiftY + f * StrictMath.tan(tau) * ny);
    }
}
