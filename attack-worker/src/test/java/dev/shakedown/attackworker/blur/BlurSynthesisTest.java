package dev.shakedown.attackworker.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.imaging.kernel.DiskKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.imaging.kernel.KernelCentring;
import dev.shakedown.imaging.kernel.KernelScaling;
import dev.shakedown.imaging.kernel.LinearMotionKernel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlurSynthesisTest {

    private static final KernelSynthesis.StoredKernels NONE = sha256 -> new byte[0];
    private static final KernelSpec GAUSSIAN = new KernelSpec.Gaussian(5, 1);
    private static final BlurKernel KERNEL = KernelSynthesis.of(GAUSSIAN, NONE);

    private static PlanarImage image(int height, int width) {
        Random random = new Random(height);
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return PlanarImage.of(height, width, values);
    }

    private static BlurSpec spec(Boundary boundary, double sigma, long seed, boolean roundTo8Bit) {
        return new BlurSpec(GAUSSIAN, boundary, new BlurSpec.Noise(sigma, seed), roundTo8Bit);
    }

    @Test
    void noiseHasTheMeanAndDeviationThatItSays() {
        PlanarImage x = image(300, 301);
        PlanarImage clean = BlurSynthesis.blur(x, KERNEL, spec(Boundary.REFLECT, 0, 1, false));
        BlurSpec.Noise drawn = new BlurSpec.Noise(0.05, 1);

        PlanarImage noisy =
                BlurSynthesis.blur(x, KERNEL, new BlurSpec(GAUSSIAN, Boundary.REFLECT, drawn, false, false));

        int count = 3 * 300 * 301;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double noise = noisy.buffer().get(i) - clean.buffer().get(i);
            sum += noise;
            squares += noise * noise;
        }
        assertThat(sum / count).isCloseTo(0, within(4e-4));
        assertThat(Math.sqrt(squares / count)).isCloseTo(0.05, within(3e-4));
    }

    @Test
    void aSeedMeansTheSameNoiseEverywhere() {
        PlanarImage x = PlanarImage.of(1, 2, new float[6]);
        BlurSpec.Noise noise = new BlurSpec.Noise(0.1, 42);

        PlanarImage noisy = BlurSynthesis.addNoise(x, noise);

        assertThat(noisy).isEqualTo(BlurSynthesis.addNoise(x, noise));
        assertThat(noisy).isNotEqualTo(BlurSynthesis.addNoise(x, new BlurSpec.Noise(0.1, 43)));
        assertThat(noisy.at(0, 0, 0)).isEqualTo((float) (0.1 * 0.49295065581737485));
        assertThat(noisy.at(0, 0, 1)).isEqualTo((float) (0.1 * -0.6940056672160174));
        assertThat(noisy.at(1, 0, 0)).isEqualTo((float) (0.1 * -1.2810773478777024));
    }

    @Test
    void whatNoisePushesOutIsClampedUnlessTheSpecificationKeepsIt() {
        PlanarImage x = image(20, 20);
        BlurSpec.Noise noise = new BlurSpec.Noise(2, 1);

        PlanarImage raw = BlurSynthesis.blur(x, KERNEL, new BlurSpec(GAUSSIAN, Boundary.CIRCULAR, noise, false, false));
        PlanarImage clamped = BlurSynthesis.blur(x, KERNEL, spec(Boundary.CIRCULAR, 2, 1, false));
        PlanarImage rounded = BlurSynthesis.blur(x, KERNEL, spec(Boundary.CIRCULAR, 2, 1, true));

        assertThat(leavesRange(raw)).isTrue();
        assertThat(leavesRange(clamped)).isFalse();
        for (int i = 0; i < raw.values().length; i++) {
            float value = raw.buffer().get(i);
            assertThat(clamped.buffer().get(i)).isEqualTo(value < 0 ? 0 : value > 1 ? 1 : value);
        }
        assertThat(rounded).isEqualTo(EightBit.round(raw));
    }

    private static boolean leavesRange(PlanarImage image) {
        for (float value : image.values()) {
            if (value < 0 || value > 1) {
                return true;
            }
        }
        return false;
    }

    @Test
    void theMatchingSharpImageHasTheSizeAndPlaceOfTheBlurredOne() {
        PlanarImage x = image(20, 17);
        double[] point = new double[25];
        point[12] = 1;
        BlurKernel nothing = BlurKernel.of(5, point);

        for (Boundary boundary : Boundary.values()) {
            PlanarImage y = BlurSynthesis.blur(x, nothing, spec(boundary, 0, 0, false));
            assertThat(BlurSynthesis.matchingSharp(x, new UniformBlur(nothing), boundary))
                    .isEqualTo(y);
        }
    }

    @Test
    void everyDescriptionGivesItsKernel() {
        assertThat(KERNEL).isEqualTo(GaussianKernel.of(5, 1));
        assertThat(KernelSynthesis.of(new KernelSpec.CameraShake(17, 3), NONE)).isEqualTo(CameraShakeKernel.of(17, 3));
        assertThat(KernelSynthesis.of(new KernelSpec.Disk(15, 5.5), NONE)).isEqualTo(DiskKernel.of(15, 5.5));
        assertThat(KernelSynthesis.of(new KernelSpec.LinearMotion(21, 15, 30), NONE))
                .isEqualTo(LinearMotionKernel.of(21, 15, 30));
    }

    @Test
    void anUploadedKernelIsLookedUpByItsHash() {
        KernelSpec.File file = new KernelSpec.File(17, "abc", "mine");
        BlurKernel stored = CameraShakeKernel.of(17, 5);

        BlurKernel kernel = KernelSynthesis.of(file, sha256 -> sha256.equals("abc") ? stored.toNpy() : new byte[0]);

        assertThat(kernel).isEqualTo(stored);
        assertThatThrownBy(() -> KernelSynthesis.of(file, NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abc");
        assertThatThrownBy(() -> KernelSynthesis.of(new KernelSpec.File(19, "abc", "mine"), s -> stored.toNpy()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("side 19");
    }

    @Test
    void anAdjustedKernelIsCentredFirstAndThenScaled() {
        double[] corner = new double[25];
        corner[0] = 4;
        corner[24] = 1;
        BlurKernel stored = BlurKernel.of(5, corner);
        KernelSpec.File file = new KernelSpec.File(5, "abc", "mine");

        BlurKernel both = KernelSynthesis.of(new KernelSpec.Adjusted(file, 21, true), sha256 -> stored.toNpy());
        BlurKernel scaled = KernelSynthesis.of(new KernelSpec.Adjusted(file, 21, false), sha256 -> stored.toNpy());

        assertThat(both).isEqualTo(KernelScaling.scale(KernelCentring.centre(stored), 21));
        assertThat(scaled).isEqualTo(KernelScaling.scale(stored, 21));
        assertThatThrownBy(
                        () -> KernelSynthesis.of(new KernelSpec.Adjusted(file, null, true), sha256 -> stored.toNpy()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("recentre: true: would cut off light of a kernel of side 5")
                .hasMessageEndingWith("zeros around it up to side 7");
    }

    @Test
    void aCentredKernelKeepsItsSideWhereNothingIsCutOff() {
        double[] off = new double[25];
        off[6] = 1;
        BlurKernel stored = BlurKernel.of(5, off);
        double[] middle = new double[25];
        middle[12] = 1;

        BlurKernel centred = KernelSynthesis.of(
                new KernelSpec.Adjusted(new KernelSpec.File(5, "abc", "mine"), null, true), s -> stored.toNpy());

        assertThat(centred).isEqualTo(BlurKernel.of(5, middle));
    }

    @Test
    void aGridAndAPathBecomeTheirOperators() {
        KernelSpec file = new KernelSpec.Adjusted(new KernelSpec.File(3, "abc", "mine"), 5, false);
        KernelGrid grid = new KernelGrid(1, 2, List.of(GAUSSIAN, file));
        KernelSynthesis.StoredKernels stored = sha256 -> GaussianKernel.of(3, 1).toNpy();
        PlanarImage x = image(30, 31);
        CameraPath path = new CameraPath(3, 1, 0, 1.2, 9, 4);

        BlurOperator patches = BlurOperator.of(grid, stored);

        assertThat(KernelSynthesis.uploads(grid)).containsExactly(new KernelSpec.File(3, "abc", "mine"));
        assertThat(patches.blur(x, Boundary.REFLECT))
                .isEqualTo(new EfficientFilterFlow(1, 2, List.of(KERNEL, KernelSynthesis.of(file, stored)))
                        .blur(x, Boundary.REFLECT));
        assertThat(patches.reach(31, 30)).isEqualTo(grid.reach(31, 30)).isEqualTo(2);
        assertThat(BlurOperator.of(path, NONE).blur(x, Boundary.CIRCULAR))
                .isEqualTo(new CameraPathBlur(path).blur(x, Boundary.CIRCULAR));
        assertThat(BlurOperator.of(GAUSSIAN, NONE)).isEqualTo(new UniformBlur(KERNEL));
    }

    /** What a document may say of a kernel's shape at its least leaves a kernel: none of them can be all zero. */
    @Test
    void theSmallestShapesAreKernels() {
        for (KernelSpec least : List.of(
                new KernelSpec.Gaussian(255, 0.01),
                new KernelSpec.Disk(255, 0.01),
                new KernelSpec.LinearMotion(255, 0.01, 45),
                new KernelSpec.Adjusted(new KernelSpec.Disk(255, 0.01), 3, true))) {
            BlurKernel kernel = KernelSynthesis.of(least, NONE);

            assertThat(kernel.at(kernel.radius(), kernel.radius())).isCloseTo(1, within(1e-12));
        }
    }
}
