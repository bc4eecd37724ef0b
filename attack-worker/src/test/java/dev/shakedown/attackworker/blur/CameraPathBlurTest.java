package dev.shakedown.attackworker.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.attackworker.blur.CameraMotion.CameraView;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CameraPathBlurTest {

    private static PlanarImage randomImage(Random random, int height, int width) {
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return PlanarImage.of(height, width, values);
    }

    private static CameraPath shift(double maxShift, long seed) {
        return new CameraPath(maxShift, 0, 0, 1.2, 17, seed);
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void aPathWithoutRotationIsTheConvolutionWithItsKernel(Boundary boundary) {
        Random random = new Random(boundary.ordinal());
        for (int trial = 0; trial < 40; trial++) {
            PlanarImage x = randomImage(random, 20 + random.nextInt(30), 20 + random.nextInt(30));
            CameraPathBlur blur = new CameraPathBlur(shift(9 * random.nextDouble(), trial));
            BlurKernel kernel = blur.centralKernel(x.width(), x.height());
            int reach = blur.reach(x.width(), x.height());
            BlurKernel same = reach > 0 && kernel.radius() < reach ? kernel.padTo(2 * reach + 1) : kernel;

            PlanarImage y = blur.blur(x, boundary);

            assertThat(y)
                    .usingComparator(CameraPathBlurTest::compare)
                    .isEqualTo(UniformBlur.convolve(x, same, boundary));
        }
    }

    /** Equal to 3e-7, or not. */
    private static int compare(PlanarImage a, PlanarImage b) {
        float[] first = a.values();
        float[] second = b.values();
        float greatest = a.sameSizeAs(b) ? 0 : 1;
        for (int i = 0; greatest < 1 && i < first.length; i++) {
            greatest = Math.max(greatest, Math.abs(first[i] - second[i]));
        }
        return greatest < 3e-7f ? 0 : 1;
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void aCameraThatStandsStillChangesNothing(Boundary boundary) {
        PlanarImage x = randomImage(new Random(1), 21, 24);
        CameraPathBlur still = new CameraPathBlur(new CameraPath(0, 0, 0, 1.2, 65, 3));
        double[] point = new double[9];
        point[4] = 1;

        assertThat(still.blur(x, boundary)).isEqualTo(x);
        assertThat(still.reach(24, 21)).isZero();
        assertThat(still.centralKernel(24, 21)).isEqualTo(BlurKernel.of(3, point));
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void aConstantImageStaysAsItIs(Boundary boundary) {
        float[] values = new float[3 * 60 * 70];
        Arrays.fill(values, 0.3f);

        PlanarImage y =
                new CameraPathBlur(new CameraPath(5, 4, 1, 1.2, 33, 8)).blur(PlanarImage.of(60, 70, values), boundary);

        for (float value : y.values()) {
            assertThat(value).isCloseTo(0.3f, within(3e-8f));
        }
    }

    /** A view's inverse against the pin-hole camera written out with matrices and rays. */
    @Test
    void aViewIsAPinHoleCameraThatWasTurnedAndShifted() {
        Random random = new Random(5);
        for (int trial = 0; trial < 500; trial++) {
            double f = 100 + 500 * random.nextDouble();
            double alpha = random.nextDouble() - 0.5;
            double tiltX = 0.4 * (random.nextDouble() - 0.5);
            double tiltY = 0.4 * (random.nextDouble() - 0.5);
            double shiftX = 20 * random.nextGaussian();
            double shiftY = 20 * random.nextGaussian();
            double x = 100 * random.nextGaussian();
            double y = 100 * random.nextGaussian();
            double[] rolled = rodrigues(new double[] {x, y, f}, new double[] {0, 0, alpha});
            // The axis that takes the optical axis towards (tiltX, tiltY): perpendicular to both.
            double[] ray = rodrigues(rolled, new double[] {-tiltY, tiltX, 0});
            double seenX = f * ray[0] / ray[2] + shiftX;
            double seenY = f * ray[1] / ray[2] + shiftY;

            CameraView view = CameraView.of(shiftX, shiftY, alpha, tiltX, tiltY, f);

            double d = view.zx() * seenX + view.zy() * seenY + view.z1();
            assertThat((view.xx() * seenX + view.xy() * seenY + view.x1()) / d).isCloseTo(x, within(1e-9));
            assertThat((view.yx() * seenX + view.yy() * seenY + view.y1()) / d).isCloseTo(y, within(1e-9));
            double[] axis = rodrigues(new double[] {0, 0, f}, new double[] {-tiltY, tiltX, 0});
            assertThat(view.centreX()).isCloseTo(f * axis[0] / axis[2] + shiftX, within(1e-9));
            assertThat(view.centreY()).isCloseTo(f * axis[1] / axis[2] + shiftY, within(1e-9));
        }
    }

    /** Rotates a vector about an axis by the axis's length, by Rodrigues' formula. */
    private static double[] rodrigues(double[] v, double[] axis) {
        double angle = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
        if (angle == 0) {
            return v;
        }
        double[] k = {axis[0] / angle, axis[1] / angle, axis[2] / angle};
        double along = k[0] * v[0] + k[1] * v[1] + k[2] * v[2];
        double[] cross = {k[1] * v[2] - k[2] * v[1], k[2] * v[0] - k[0] * v[2], k[0] * v[1] - k[1] * v[0]};
        double[] rotated = new double[3];
        for (int i = 0; i < 3; i++) {
            rotated[i] = v[i] * Math.cos(angle) + cross[i] * Math.sin(angle) + k[i] * along * (1 - Math.cos(angle));
        }
        return rotated;
    }

    @Test
    void aPathHasMeanZeroAndUsesItsLimitsUp() {
        for (long seed = 0; seed < 50; seed++) {
            CameraPath path = new CameraPath(8, 0, 0, 1.2, 3 + (int) seed, seed);
            double meanX = 0;
            double greatest = 0;
            for (CameraView view : CameraMotion.views(path, 100)) {
                meanX += view.centreX() / path.frames();
                greatest = Math.max(greatest, Math.hypot(view.centreX(), view.centreY()));
            }

            assertThat(meanX).isCloseTo(0, within(1e-12));
            assertThat(greatest).isCloseTo(8, within(1e-12));
        }
    }

    @Test
    void noViewReachesFartherThanThePathSays() {
        Random random = new Random(6);
        for (int trial = 0; trial < 200; trial++) {
            int width = 50 + random.nextInt(500);
            int height = 50 + random.nextInt(500);
            CameraPath path = new CameraPath(
                    20 * random.nextDouble(),
                    20 * random.nextDouble(),
                    3 * random.nextDouble(),
                    0.5 + random.nextDouble(),
                    15,
                    trial);
            int reach = path.reach(width, height);
            int atCentre = path.reachAtCentre(width);
            double cornerX = (width - 1) / 2.0;
            double cornerY = (height - 1) / 2.0;
            for (CameraView view : CameraMotion.views(path, width)) {
                assertThat(Math.hypot(view.centreX(), view.centreY())).isLessThanOrEqualTo(atCentre + 1e-9);
                for (int corner = 0; corner < 4; corner++) {
                    double x = (corner & 1) == 0 ? cornerX : -cornerX;
                    double y = (corner & 2) == 0 ? cornerY : -cornerY;
                    double d = view.zx() * x + view.zy() * y + view.z1();
                    double fromX = (view.xx() * x + view.xy() * y + view.x1()) / d;
                    double fromY = (view.yx() * x + view.yy() * y + view.y1()) / d;
                    assertThat(Math.hypot(fromX - x, fromY - y)).isLessThanOrEqualTo(reach + 1e-9);
                }
            }
        }
    }

    @Test
    void aPointInTheCentreBecomesTheCentralKernelAlsoWithTilts() {
        float[] point = new float[3 * 81 * 81];
        point[40 * 81 + 40] = 1;
        CameraPathBlur blur = new CameraPathBlur(new CameraPath(3, 0.5, 2, 1.2, 65, 2));
        BlurKernel kernel = blur.centralKernel(81, 81);

        PlanarImage y = blur.blur(PlanarImage.of(81, 81, point), Boundary.REPLICATE);

        // A tilt of two degrees scales a pixel by up to 1 / cos^2, which is 0.1 %, and a rotation of half a degree
        // moves
        // light within the pixel: together some thousandths of the whole light.
        double difference = 0;
        for (int row = -kernel.radius(); row <= kernel.radius(); row++) {
            for (int column = -kernel.radius(); column <= kernel.radius(); column++) {
                difference += Math.abs(
                        y.at(0, 40 + row, 40 + column) - kernel.at(kernel.radius() + row, kernel.radius() + column));
            }
        }
        assertThat(difference).isLessThan(0.02);
    }

    @Test
    void aSeedMeansTheSameBlurEverywhere() {
        PlanarImage x = randomImage(new Random(7), 64, 64);
        CameraPath path = new CameraPath(4, 2, 0.5, 1.2, 21, 9);

        PlanarImage y = new CameraPathBlur(path).blur(x, Boundary.REFLECT);

        assertThat(new CameraPathBlur(path).blur(x, Boundary.REFLECT)).isEqualTo(y);
        assertThat(new CameraPathBlur(new CameraPath(4, 2, 0.5, 1.2, 21, 10)).blur(x, Boundary.REFLECT))
                .isNotEqualTo(y);
        // As it was computed once: it must not change, because jobs are known by their description.
        assertThat(y.hashCode()).isEqualTo(-2091203784);
    }

    @Test
    void aValidBlurIsTheMiddleOfTheOthers() {
        PlanarImage x = randomImage(new Random(8), 90, 100);
        CameraPathBlur blur = new CameraPathBlur(new CameraPath(4, 3, 1, 1.2, 21, 9));
        int reach = blur.reach(100, 90);

        PlanarImage y = blur.blur(x, Boundary.VALID);

        assertThat(y).isEqualTo(blur.blur(x, Boundary.CIRCULAR).crop(reach, reach, 90 - 2 * reach, 100 - 2 * reach));
        assertThat(BlurSynthesis.matchingSharp(x, blur, Boundary.VALID).sameSizeAs(y))
                .isTrue();
    }

    @Test
    void pathsTooFarForTheImageAreRefused() {
        PlanarImage x = randomImage(new Random(9), 20, 300);

        assertThatThrownBy(() -> new CameraPathBlur(shift(10, 1)).blur(x, Boundary.REFLECT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reaches 10 pixels");
        assertThatThrownBy(() -> new CameraPathBlur(shift(128, 1)).centralKernel(300, 300))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 127");
    }
}
