package dev.shakedown.attackworker.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.imaging.kernel.DiskKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.imaging.kernel.LinearMotionKernel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairFitTest {

    private static final List<String> LARGE = List.of("astronaut", "camera", "chelsea", "coffee", "rocket");
    private static final List<String> SMALL = List.of("small/astronaut", "small/chelsea", "small/rocket");
    private static final double TOLD = 0.5;

    private static List<BlurKernel> kernels(int most) {
        List<BlurKernel> kernels = new ArrayList<>();
        for (int size = 9; size <= most; size += 12) {
            for (long seed = 1; seed <= 2; seed++) {
                kernels.add(CameraShakeKernel.of(size, seed));
            }
            kernels.add(LinearMotionKernel.of(size, size - 1, 0));
            kernels.add(LinearMotionKernel.of(size, size - 1, 40));
            kernels.add(GaussianKernel.of(size, size / 6.0));
            kernels.add(DiskKernel.of(size, size / 2.5));
        }
        return kernels;
    }

    private static PlanarImage blur(PlanarImage x, BlurKernel kernel) {
        BlurSpec blur =
                new BlurSpec(new KernelSpec.Gaussian(3, 1), Boundary.REFLECT, new BlurSpec.Noise(0.02, 1), true, true);
        return BlurSynthesis.blur(x, kernel, blur);
    }

    private static boolean isTold(PairFit fit, PlanarImage y, PlanarImage x) {
        return fit.isOfDifferentScenes() || fit.gain(y, x) >= TOLD;
    }

    @Test
    void saysNothingOfPairsThatFitWhateverTheBlur() {
        int pairs = 0;
        List<String> alarms = new ArrayList<>();
        for (String name : LARGE) {
            for (BlurKernel kernel : kernels(33)) {
                PlanarImage x = Photographs.read(name);
                PlanarImage y = blur(x, kernel);
                pairs++;
                if (isTold(PairFit.of(y, x, null), y, x) || isTold(PairFit.of(y, x, kernel), y, x)) {
                    alarms.add(name + " " + kernel);
                }
            }
        }
        for (String name : SMALL) {
            for (BlurKernel kernel : kernels(15)) {
                PlanarImage x = Photographs.read(name);
                PlanarImage y = blur(x, kernel);
                pairs++;
                if (isTold(PairFit.of(y, x, null), y, x) || isTold(PairFit.of(y, x, kernel), y, x)) {
                    alarms.add(name + " " + kernel);
                }
            }
        }

        assertThat(pairs).isGreaterThan(100);
        assertThat(alarms).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, -3, -1, 1, 2, 4})
    void findsByHowManyPixelsAPairIsShifted(int right) {
        for (String name : LARGE) {
            for (int down : List.of(0, right)) {
                PlanarImage whole = Photographs.read(name);
                PlanarImage blurred = blur(whole, GaussianKernel.of(9, 1));
                int side = 200;
                PlanarImage x = whole.crop(20, 20, side, side);
                PlanarImage y = blurred.crop(20 - down, 20 - right, side, side);

                PairFit fit = PairFit.of(y, x, null);

                assertThat(fit.isOfDifferentScenes()).isFalse();
                assertThat(List.of(fit.right(), fit.down())).isEqualTo(List.of(right, down));
                assertThat(fit.gain(y, x)).isGreaterThan(TOLD);
            }
        }
    }

    @Test
    void knowsAKernelWhoseCentreOfMassIsNotInItsCentre() {
        double[] weights = new double[49];
        weights[0] = 1;
        weights[1] = 1;
        BlurKernel corner = BlurKernel.of(7, weights);
        PlanarImage x = Photographs.read("astronaut");
        PlanarImage y = blur(x, corner);

        PairFit unknown = PairFit.of(y, x, null);

        assertThat(unknown.down()).isEqualTo(-3);
        assertThat(PairFit.of(y, x, corner).isShifted()).isFalse();
    }

    @Test
    void seesThatPicturesAreOfDifferentScenes() {
        List<String> unseen = new ArrayList<>();
        for (List<String> names : List.of(List.of("astronaut", "camera", "chelsea", "rocket"), SMALL)) {
            for (String one : names) {
                for (String other : names) {
                    PlanarImage y = blur(Photographs.read(one), GaussianKernel.of(9, 2));
                    if (!one.equals(other)
                            && !PairFit.of(y, Photographs.read(other), null).isOfDifferentScenes()) {
                        unseen.add(one + ", " + other);
                    }
                }
            }
        }

        assertThat(unseen).isEmpty();
    }

    @Test
    void saysNothingOfConstantAndOfTinyPictures() {
        PlanarImage constant = PlanarImage.of(64, 64, new float[3 * 64 * 64]);
        PlanarImage tiny = Photographs.read("astronaut").crop(0, 0, 31, 40);

        assertThat(isTold(PairFit.of(constant, constant, null), constant, constant))
                .isFalse();
        assertThat(isTold(PairFit.of(tiny, tiny, null), tiny, tiny)).isFalse();
    }
}
