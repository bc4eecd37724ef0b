package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelCentringTest {

    private static BlurKernel spots(int size, int... places) {
        double[] weights = new double[size * size];
        for (int place : places) {
            weights[place] += 1;
        }
        return BlurKernel.of(size, weights);
    }

    @Test
    void theCentreOfMassComesWithinHalfAPixelAndNoLightIsLost() {
        Random random = new Random(1);
        for (int trial = 0; trial < 500; trial++) {
            int size = 3 + 2 * random.nextInt(12);
            int[] places = random.ints(1 + random.nextInt(5), 0, size * size).toArray();
            BlurKernel kernel = spots(size, places);

            BlurKernel centred = KernelCentring.centre(kernel);

            assertThat(Math.abs(centred.centreOfMass().row())).isLessThanOrEqualTo(0.5 + 1e-12);
            assertThat(Math.abs(centred.centreOfMass().column())).isLessThanOrEqualTo(0.5 + 1e-12);
            assertThat(light(centred)).containsExactly(light(kernel));
            assertThat(centred.size()).isGreaterThanOrEqualTo(size);
        }
    }

    @Test
    void theSideStaysWhereNothingWouldBeCutOff() {
        BlurKernel kernel = spots(7, 8, 9, 16);

        assertThat(KernelCentring.centre(kernel)).isEqualTo(spots(7, 23, 24, 31));
    }

    @Test
    void theSideGrowsAsFarAsItMustAndNotFarther() {
        // Four times the light in the top left corner of a side of 5, once in the opposite one.
        BlurKernel kernel = spots(5, 0, 0, 0, 0, 24);

        BlurKernel centred = KernelCentring.centre(kernel);

        assertThat(centred).isEqualTo(spots(7, 16, 16, 16, 16, 48));
    }

    @Test
    void aKernelThatIsCentredStaysAsItIs() {
        BlurKernel shake = CameraShakeKernel.of(21, 4);

        assertThat(KernelCentring.centre(shake)).isSameAs(shake);
    }

    @Test
    void aKernelThatWouldGrowBeyondEveryKernelIsRefused() {
        int[] places = new int[11];
        places[10] = 255 * 255 - 1;

        assertThatThrownBy(() -> KernelCentring.centre(spots(255, places)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 to 255");
    }

    private static double[] light(BlurKernel kernel) {
        return Arrays.stream(kernel.weights()).filter(weight -> weight > 0).toArray();
    }
}
