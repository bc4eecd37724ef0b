package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.imaging.random.GaussianSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The views along a camera's path. Each of the five coordinates (shift to the right and down, rotation, tilt to the
 * right and down) is a random smooth curve over the exposure t in (0,1),
 *
 * <p>v(t) = sum over k = 1..4 of (a(k) cos(pi k t) + b(k) sin(pi k t)) / k^2, a(k) and b(k) standard normal,
 *
 * <p>mostly a drift, with some curvature and a turn or two; the camera moves already when the shutter opens and still
 * when it closes. The curve is sampled at t = (j + 1/2) / frames and its mean taken away. The shift, the rotation and
 * the tilt are then scaled so that the greatest length or angle is the path's limit. The shape of each depends on the
 * seed and the number of frames alone, not on the limits of the others.
 */
final class CameraMotion {

    private static final int HARMONICS = 4;

    private CameraMotion() {}

    /** The views of a path, in order; {@code width}: of the image in pixels. */
    static List<CameraView> views(CameraPath path, int width) {
        GaussianSequence gaussian = new GaussianSequence(new SplittableRandom(path.seed()));
        double[][] shift = {curve(path.frames(), gaussian), curve(path.frames(), gaussian)};
        double[][] rotation = {curve(path.frames(), gaussian)};
        double[][] tilt = {curve(path.frames(), gaussian), curve(path.frames(), gaussian)};
        scale(shift, path.maxShift());
        scale(rotation, StrictMath.toRadians(path.maxRotation()));
        scale(tilt, StrictMath.toRadians(path.maxTilt()));
        double f = path.focalLength() * width;
        List<CameraView> views = new ArrayList<>(path.frames());
        for (int t = 0; t < path.frames(); t++) {
            views.add(CameraView.of(shift[0][t], shift[1][t], rotation[0][t], tilt[0][t], tilt[1][t], f));
        }
        return views;
    }

    private static double[] curve(int frames, GaussianSequence gaussian) {
        double[] curve = new double[frames];
        for (int k = 1; k <= HARMONICS; k++) {
            double even = gaussian.next() / (k * k);
            double odd = gaussian.next() / (k * k);
            for (int t = 0; t < frames; t++) {
                double phase = StrictMath.PI * k * (t + 0.5) / frames;
                curve[t] += even * StrictMath.cos(phase) + odd * StrictMath.sin(phase);
            }
        }
        takeMeanAway(curve);
        return curve;
    }

    private static void takeMeanAway(double[] curve) {
        double sum = 0;
        for (double value : curve) {
            sum += value;
        }
        for (int t = 0; t < curve.length; t++) {
            curve[t] -= sum / curve.length;
        }
    }

    /** Scales a curve in one or two dimensions so that the greatest length of its vectors is the limit. */
    private static void scale(double[][] coordinates, double limit) {
        double greatest = 0;
        for (int t = 0; t < coordinates[0].length; t++) {
            double square = 0;
            for (double[] coordinate : coordinates) {
                square += coordinate[t] * coordinate[t];
            }
            greatest = Math.max(greatest, StrictMath.sqrt(square));
        }
        for (double[] coordinate : coordinates) {
            for (int t = 0; t < coordinate.length; t++) {
                coordinate[t] *= limit / greatest;
            }
        }
    }

    /**
     * Where a camera that has moved sees what: a rotation about the optical axis by alpha, then a tilt of the axis by
     * tau towards the unit vector n of the image plane, then a shift by s. With u = (x, y) in pixels to the right of
     * and below the image's centre, f the focal length, and P(alpha) the rotation that takes the positive horizontal
     * axis towards the positive vertical one, light from u is seen at
     *
     * <p>v = f (p + (a' - a) n) / z + s, where p = P(alpha) u, a = p . n, a' = a cos tau + f sin tau, z = f cos tau - a
     * sin tau
     *
     * <p>which is the homography T(s) K R K^-1 of O. Whyte, J. Sivic, A. Zisserman and J. Ponce, "Non-uniform
     * deblurring for shaken images", CVPR 2010, and a translation. Kept is its inverse: the source of what is seen at v
     * is ((xx v + xy w + x1) / d, (yx v + yy w + y1) / d) with d = zx v + zy w + z1, for v = (v, w).
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
}
