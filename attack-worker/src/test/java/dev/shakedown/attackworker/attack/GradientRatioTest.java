package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Perturb;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GradientRatioTest {

    private static final int SIDE = 24;
    private static final double H = 1.0 / 255;

    private final SplittableRandom random = new SplittableRandom(17);
    private final PlanarImage y = Attacks.randomImage(random, SIDE, SIDE, 0.1, 0.9);
    private final float[] weights = Attacks.randomValues(random, 3 * SIDE * SIDE, -2, 2);

    @Test
    void aLinearNetworkHasARatioOf1() {
        try (RestorationNetwork network = new DiagonalNetwork(SIDE, SIDE, weights)) {
            assertThat(of(network, Attacks.on(y)).orElseThrow()).isCloseTo(1, within(1e-5));
        }
    }

    /** u = w d, and of J^T u the first half alone is there: the sum of its w^2, divided by that of all. */
    @Test
    void ofALinearNetworkThatIsDetachedInPartTheRatioIsTheShareOfTheRest() {
        float[] kept = weights.clone();
        Arrays.fill(kept, kept.length / 2, kept.length, 0);
        float[] detached = weights.clone();
        Arrays.fill(detached, 0, kept.length / 2, 0);

        double share = squares(kept) / squares(weights);
        assertThat(of(y -> times(y, kept).add(times(y.stopGradient(), detached)))
                        .orElseThrow())
                .isCloseTo(share, within(1e-4));
        assertThat(of(y -> y.mul(0.3).add(y.stopGradient().mul(0.7))).orElseThrow())
                .isCloseTo(0.3, within(1e-4));
        assertThat(of(y -> y.mul(-0.3).add(y.stopGradient())).orElseThrow()).isCloseTo(-0.3 / 0.7, within(1e-4));
    }

    /** u = (3 y^2 + h^2) d, and J is 3 y^2. */
    @Test
    void curvatureChangesItByTermsOfTheSquareOfTheStep() {
        double dark = 0.01;
        float[] values = new float[3 * SIDE * SIDE];
        Arrays.fill(values, (float) dark);

        double ratio = of(new FunctionNetwork(y -> y.mul(y).mul(y)), Attacks.on(PlanarImage.of(SIDE, SIDE, values)))
                .orElseThrow();

        assertThat(ratio).isLessThan(0.96).isCloseTo(3 * dark * dark / (3 * dark * dark + H * H), within(1e-4));
    }

    /** r is w h / sin(w h): negative for the first two steps. */
    @Test
    void smallerStepsAcquitANetworkThatIsMerelyCurved() {
        double wave = 3.5 * Math.PI * 255;

        double ratio = of(y -> y.mul(wave).sin()).orElseThrow();

        assertThat(Math.sin(wave * H)).isNegative();
        assertThat(Math.sin(wave * H / 2)).isNegative();
        assertThat(ratio).isCloseTo(0.1 * wave * H / Math.sin(0.1 * wave * H), within(0.01));
    }

    /** The perturbation is there already, and the job must not fail for want of a figure. */
    @Test
    void nothingIsSaidWhereMemoryDoesNotSuffice() {
        try (RestorationNetwork network = new CrampedNetwork(0)) {
            assertThat(of(network, Attacks.on(y))).isEmpty();
        }
    }

    @Test
    void roundingThatTheSearchSeesThroughIsNotFound() {
        UnaryOperator<NDArray> straight =
                y -> y.add(y.mul(255).round().div(255).sub(y).stopGradient());

        assertThat(of(straight).orElseThrow()).isGreaterThan(0.8);
    }

    /** On the grid of 8 bits the smaller steps change nothing. */
    @Test
    void roundingWithoutAGradientIsFoundOnImagesOfEightBitsToo() {
        float[] values = y.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(values[i] * 255) / 255f;
        }

        OptionalDouble ratio = of(
                new FunctionNetwork(y -> y.mul(255).round().div(255)), Attacks.on(PlanarImage.of(SIDE, SIDE, values)));

        assertThat(ratio).hasValue(0);
    }

    @Test
    void nothingIsSaidOfRandomOutputs() {
        for (double noise : new double[] {0.01, 0.5}) {
            assertThat(of(y -> y.add(y.getManager().randomNormal(y.getShape()).mul(noise))))
                    .as("noise of %s", noise)
                    .isEmpty();
        }
    }

    @Test
    void nothingIsSaidWhereTheOutputDoesNotChange() {
        assertThat(of(y -> y.mul(0).add(0.5))).isEmpty();
        assertThat(of(y -> y.zerosLike().add(0.5))).isEmpty();
        assertThat(of(y -> y.mul(Float.NaN))).isEmpty();
    }

    @Test
    void anOutputThatIsDetachedAsAWholeHasARatioOf0() {
        assertThat(of(y -> y.stopGradient().mul(2))).hasValue(0);
    }

    @Test
    void aNetworkThatBringsItsOwnGradientIsAskedForIt() {
        Attacks attacks = Attacks.on(y).kernel(Attacks.randomKernel(random, 5));
        try (RestorationNetwork unrolled = AttackTestNetworks.open("unrolled")) {
            assertThat(of(unrolled, attacks).orElseThrow()).isCloseTo(1, within(0.01));
            assertThat(of(new Watched(unrolled, 0.2), attacks).orElseThrow()).isCloseTo(0.2, within(0.002));
        }
    }

    @Test
    void costsTwoPassesForwardAndOneBackWhereTheGradientIsRight() {
        BlurKernel kernel = Attacks.randomKernel(random, 5);
        try (RestorationNetwork unrolled = AttackTestNetworks.open("unrolled")) {
            Watched right = new Watched(unrolled, 1);
            Watched wrong = new Watched(unrolled, 0.2);

            of(right, Attacks.on(y).kernel(kernel));
            of(wrong, Attacks.on(y).kernel(kernel));

            assertThat(right.forward).isEqualTo(2);
            assertThat(right.back).isEqualTo(1);
            assertThat(wrong.forward).isEqualTo(3 * 2 + 4);
            assertThat(wrong.back).isEqualTo(3);
        }
    }

    @Test
    void onlyWhatAGradientOfTheImageLeadsIsMeasured() {
        BlurKernel kernel = Attacks.randomKernel(random, 5);
        try (RestorationNetwork unrolled = AttackTestNetworks.open("unrolled")) {
            Watched watched = new Watched(unrolled, 1);

            assertThat(of(watched, Attacks.on(y).kernel(kernel).squares())).isEmpty();
            assertThat(of(watched, Attacks.on(y).kernel(kernel).perturbing(Perturb.KERNEL, Norm.L2, 0.1)))
                    .isEmpty();

            assertThat(watched.forward).isZero();
            assertThat(of(watched, Attacks.on(y).kernel(kernel).perturbing(Perturb.BOTH, Norm.L2, 0.1)))
                    .isPresent();
        }
    }

    @Test
    void followsFromTheImageAndItsKernelAlone() {
        UnaryOperator<NDArray> function = y -> y.mul(y).mul(y);
        FunctionNetwork network = new FunctionNetwork(function);

        assertThat(of(network, Attacks.on(y).seed(2).budget(8).restarts(2))).isEqualTo(of(function));
    }

    private OptionalDouble of(UnaryOperator<NDArray> function) {
        return of(new FunctionNetwork(function), Attacks.on(y));
    }

    private static OptionalDouble of(RestorationNetwork network, Attacks attacks) {
        return GradientRatio.of(network, attacks.attack());
    }

    private static NDArray times(NDArray y, float[] weights) {
        return y.mul(y.getManager().create(weights, new Shape(1, 3, SIDE, SIDE)));
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** Counts another network's passes, and scales its gradient. */
    private static final class Watched implements RestorationNetwork {

        private final RestorationNetwork network;
        private final double share;
        private int forward;
        private int back;

        Watched(RestorationNetwork network, double share) {
            this.network = network;
            this.share = share;
        }

        @Override
        public NetworkCard card() {
            return network.card();
        }

        @Override
        public Device device() {
            return network.device();
        }

        @Override
        public NDArray restore(NDArray y, NDArray b) {
            forward++;
            return network.restore(y, b);
        }

        @Override
        public NDArray gradient(NDArray y, NDArray b, NDArray g) {
            back++;
            return network.gradient(y, b, g).mul(share);
        }

        @Override
        public void close() {}
    }
}
