package dev.shakedown.attackworker.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.delivery.Deliveries;
import dev.shakedown.attackworker.input.RequestFiles;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobPreparationTest {

    private static final int SIDE = 16;
    private static final String PHOTOGRAPH = "a".repeat(64);
    private static final String BLACK = "b".repeat(64);
    private static final String FRAME = "c".repeat(64);

    private final JobPreparation preparation = new JobPreparation(new Files());

    @Test
    void aMaskInWhichNothingCountsFailsTheJob() throws InterruptedException {
        Mask black = new Mask.Picture("night", new ImageRef(BLACK, SIDE, SIDE));

        JobPreparation.PreparationResult result = prepare(black, Boundary.REFLECT);

        JobPreparation.PreparationResult.Impossible impossible = (JobPreparation.PreparationResult.Impossible) result;
        assertThat(impossible.failure().code()).isEqualTo("empty-mask");
        assertThat(impossible.failure().message())
                .isEqualTo(
                        "mask: night: black wherever y is (16x16): must be brighter than black in some pixel, because"
                                + " only such pixels count");
    }

    @Test
    void aMaskThatCountsOnlyWhatAValidBlurCropsFailsTheJob() throws InterruptedException {
        Mask frame = new Mask.Picture("frame", new ImageRef(FRAME, SIDE, SIDE));
        Mask corner = new Mask.Region(new Rectangle(0, 0, 2, 2), 1, 0);

        assertThat(prepare(frame, Boundary.REFLECT)).isInstanceOf(JobPreparation.PreparationResult.Ready.class);
        assertThat(prepare(corner, Boundary.REFLECT)).isInstanceOf(JobPreparation.PreparationResult.Ready.class);
        assertThat(((JobPreparation.PreparationResult.Impossible) prepare(frame, Boundary.VALID))
                        .failure()
                        .code())
                .isEqualTo("empty-mask");
        assertThat(((JobPreparation.PreparationResult.Impossible) prepare(corner, Boundary.VALID))
                        .failure()
                        .code())
                .isEqualTo("empty-mask");
    }

    private JobPreparation.PreparationResult prepare(Mask mask, Boundary boundary) throws InterruptedException {
        AttackSpec spec = new AttackSpec(
                new Objective.Untargeted(),
                new Distance(Distance.Measure.L2, mask),
                AttackSpec.Norm.LINF,
                AttackSpec.Start.UNIFORM,
                AttackSpec.Update.ADAM,
                2,
                1e-3,
                true,
                AttackSpec.Iterate.LAST,
                1,
                null,
                null,
                false,
                AttackSpec.TRACE_EVERY);
        return preparation.prepare(Deliveries.of(new AttackRequest(
                AttackRequest.SCHEMA,
                "job",
                "campaign",
                0,
                new ImageSource.Sharp("a", new ImageRef(PHOTOGRAPH, SIDE, SIDE)),
                new BlurSpec(new KernelSpec.Gaussian(5, 1), boundary, new BlurSpec.Noise(0, 0), false),
                new NetworkRef("wiener", "1".repeat(64)),
                spec,
                4,
                1,
                Instant.EPOCH)));
    }

    /** A grey photograph, a black picture, and one that is white in its outermost pixels. */
    private static final class Files implements RequestFiles {

        private final Map<String, PlanarImage> images =
                Map.of(PHOTOGRAPH, filled(0.5f), BLACK, filled(0), FRAME, frame());

        @Override
        public PlanarImage image(ImageRef ref) {
            return images.get(ref.sha256());
        }

        @Override
        public byte[] bytes(String sha256) {
            throw new UnsupportedOperationException(sha256);
        }

        private static PlanarImage filled(float value) {
            float[] values = new float[3 * SIDE * SIDE];
            Arrays.fill(values, value);
            return PlanarImage.of(SIDE, SIDE, values);
        }

        private static PlanarImage frame() {
            float[] values = new float[3 * SIDE * SIDE];
            for (int i = 0; i < values.length; i++) {
                int row = i / SIDE % SIDE;
                int column = i % SIDE;
                boolean outermost = row == 0 || row == SIDE - 1 || column == 0 || column == SIDE - 1;
                values[i] = outermost ? 1 : 0;
            }
            return PlanarImage.of(SIDE, SIDE, values);
        }
    }
}
