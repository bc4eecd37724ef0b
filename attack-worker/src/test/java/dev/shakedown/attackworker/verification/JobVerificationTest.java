package dev.shakedown.attackworker.verification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.attackworker.attack.Distances;
import dev.shakedown.attackworker.verification.Verification.Discrepancy;
import dev.shakedown.attackworker.verification.Verification.Unverified;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobVerificationTest {

    private static final float EPSILON = (float) (GenuineJob.BUDGET / 255);

    static Stream<Named<GenuineJob>> untouched() {
        Objective targeted = new Objective.Targeted("t", GenuineJob.picture(6));
        Objective localised =
                new Objective.Localised("sign", new Rectangle(4, 5, 12, 9), new Patch.Text("90", "#101010", null));
        return Stream.of(
                Named.of("untargeted", GenuineJob.untargeted()),
                Named.of("targeted, in l2", GenuineJob.of(targeted, AttackSpec.Norm.L2, false)),
                Named.of("localised", GenuineJob.of(localised, AttackSpec.Norm.LINF, false)),
                Named.of(
                        "away from x, of a saved file",
                        GenuineJob.of(new Objective.GroundTruth(), AttackSpec.Norm.LINF, true)),
                Named.of("of a y that leaves [0,1]", GenuineJob.unclamped()),
                Named.of("universal", GenuineJob.universal()));
    }

    @ParameterizedTest
    @MethodSource("untouched")
    void anUntouchedResultHolds(GenuineJob job) {
        Verification verification = job.verify();

        assertThat(verification.failures()).isEmpty();
        assertThat(verification.unverified()).isEmpty();
        assertThat(verification.judges())
                .isEqualTo(2 * (1 + job.request().companions().size()));
        assertThat(verification.comparisons()).isGreaterThan(60);
        assertThat(verification.blurredBitForBit()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = ArtifactKind.class,
            names = {"TARGET_PICTURE", "TOLD_KERNEL"},
            mode = EnumSource.Mode.EXCLUDE)
    void aFlippedBitIsFoundInEveryArtifact(ArtifactKind kind) {
        Verification verification =
                GenuineJob.untargeted().keepingOutputs().flipBit(kind).verify();

        assertThatFailures(verification).containsExactly("|SHA-256 of " + kind.wireName());
    }

    @Test
    void aToldKernelIsVerified() {
        Verification verification = GenuineJob.told().verify();

        assertThat(verification.failures()).isEmpty();
        assertThat(verification.unverified()).isEmpty();
        assertThat(verification.judges()).isEqualTo(1);
        assertThatFailures(GenuineJob.told()
                        .keeping(Retention.PERTURBATIONS)
                        .flipBit(ArtifactKind.TOLD_KERNEL)
                        .verify())
                .containsExactly("|SHA-256 of told-kernel");
    }

    @Test
    void aToldKernelThatIsNoneOrIsTooFarAwayIsFound() {
        Verification farther = GenuineJob.told()
                .changeTold(weights -> {
                    int largest = 0;
                    for (int i = 0; i < weights.length; i++) {
                        largest = weights[i] > weights[largest] ? i : largest;
                    }
                    weights[0] += 0.5 * weights[largest];
                    weights[largest] *= 0.5;
                    return weights;
                })
                .verify();
        Verification heavier = GenuineJob.told()
                .changeTold(weights -> {
                    weights[12] += 2e-6;
                    return weights;
                })
                .verify();

        assertThat(farther.failures())
                .extracting(Discrepancy::what)
                .contains("||told kernel - kernel||, l2", "kernelChange.l2", "attackedToSharp.psnr");
        assertThat(heavier.failures()).extracting(Discrepancy::what).contains("|sum of the told kernel - 1|");
        assertThat(GenuineJob.told().add(0, "kernelChange/max", 1e-6).verify().failures())
                .extracting(Discrepancy::what)
                .contains("kernelChange.max");
    }

    @Test
    void anArtifactThatIsGoneIsFound() {
        Verification verification = GenuineJob.untargeted()
                .withoutArtifact(ArtifactKind.PERTURBATION)
                .verify();

        assertThatFailures(verification).containsExactly("|SHA-256 of perturbation");
        assertThat(verification.unverified()).isNotEmpty();
        assertThat(verification.judges()).isZero();
    }

    @Test
    void picturesThatACampaignDoesNotKeepAreNotMissed() {
        GenuineJob job = GenuineJob.untargeted().keeping(Retention.PERTURBATIONS);

        Verification verification = job.verify();

        assertThat(verification.failures()).isEmpty();
        assertThat(verification.unverified()).isEmpty();
        assertThat(verification.judges()).isEqualTo(2);
        assertThatFailures(job.withoutArtifact(ArtifactKind.KERNEL).verify()).containsExactly("|SHA-256 of kernel");
    }

    @Test
    void numbersWithoutArraysAreNotVerified() {
        Verification verification =
                GenuineJob.untargeted().keeping(Retention.METRICS).verify();

        assertThat(verification.failures()).isEmpty();
        assertThat(verification.unverified())
                .containsExactly(new Unverified("", "constraint, numbers and pictures: no good blurred is stored"));
    }

    @Test
    void anOutputThatIsStoredAsAnArrayIsCompared() {
        GenuineJob genuine = GenuineJob.untargeted().keepingOutputs();
        GenuineJob forged = GenuineJob.untargeted().keepingOutputs();
        forged.change(ArtifactKind.ATTACKED_OUTPUT, output -> {
            output[7] += 0.01f;
            return output;
        });

        assertThat(genuine.verify().failures()).isEmpty();
        assertThat(forged.verify().failures())
                .extracting(Discrepancy::what)
                .containsExactly("root mean square of attacked-output - what comes out");
    }

    @Test
    void furtherMetricsAreRecomputed() {
        GenuineJob genuine = GenuineJob.untargeted().with(List.of("jpeg-75", "psnr-y", "ssim-y"));
        GenuineJob forged = GenuineJob.untargeted().with(List.of("jpeg-75", "psnr-y", "ssim-y"));
        forged.edit(0, "furtherMetrics", stored -> {
            ((ObjectNode) stored.get(1)).put("value", stored.get(1).get("value").asDouble() + 0.5);
            return stored;
        });
        GenuineJob shortened = GenuineJob.untargeted().with(List.of("jpeg-75", "psnr-y", "ssim-y"));
        shortened.edit(0, "furtherMetrics", stored -> {
            ((ArrayNode) stored).remove(0);
            return stored;
        });

        assertThat(genuine.verify().failures()).isEmpty();
        assertThat(forged.verify().failures()).extracting(Discrepancy::what).contains("attacked to sharp jpeg-75-psnr");
        assertThat(shortened.verify().failures()).extracting(Discrepancy::what).contains("furtherMetrics");
    }

    @Test
    void aMissingOutputIsFound() {
        GenuineJob job = GenuineJob.untargeted().editRequest("keepOutputs", true);

        assertThat(job.verify().failures()).extracting(Discrepancy::what).containsExactly("artifacts");
    }

    @Test
    void aDeltaOfNanIsFoundThoughTheStoredNormsAreNanToo() {
        GenuineJob job = GenuineJob.untargeted();
        job.change(ArtifactKind.PERTURBATION, delta -> {
            delta[7] = Float.NaN;
            return delta;
        });
        for (String norm : List.of("perturbationMaxNorm", "perturbationL2Norm", "eightBitMaxNorm")) {
            job.edit(0, norm, stored -> DoubleNode.valueOf(Double.NaN));
        }

        Verification verification = job.verify();

        assertThat(verification.failures())
                .extracting(Discrepancy::what)
                .contains("max |delta|", "perturbationMaxNorm", "perturbationL2Norm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"finalObjective", "lipschitz"})
    void aStoredNanIsFound(String number) {
        GenuineJob job = GenuineJob.untargeted();
        job.edit(0, number, stored -> DoubleNode.valueOf(Double.NaN));

        assertThat(job.verify().failures()).extracting(Discrepancy::what).contains(number);
    }

    @Test
    void aPixelOfDeltaBeyondEpsilonIsFound() {
        GenuineJob job = GenuineJob.untargeted();
        float beyond = Math.nextUp(EPSILON);
        // Whoever forges it forges the hash and the norms, too.
        job.change(ArtifactKind.PERTURBATION, delta -> {
            delta[largest(delta)] = beyond;
            return delta;
        });
        for (int judge = 0; judge < 2; judge++) {
            job.edit(judge, "perturbationMaxNorm", norm -> DoubleNode.valueOf(beyond));
            job.edit(judge, "perturbationL2Norm", norm -> DoubleNode.valueOf(Distances.l2(delta(job))));
        }

        Verification verification = job.verify();

        assertThat(verification.failures())
                .containsExactly(
                        new Discrepancy("", "max |delta|", Double.toString(beyond), "", Double.toString(EPSILON)));
    }

    @Test
    void aPerturbationOutsideOfItsBallIsFound() {
        GenuineJob job = GenuineJob.of(new Objective.Targeted("t", GenuineJob.picture(6)), AttackSpec.Norm.L2, false);

        Verification verification =
                job.editRequest("budget", GenuineJob.BUDGET / 2).verify();

        assertThatFailures(verification).containsExactly("|root mean square of delta");
    }

    @Test
    void aPerturbationThatLeavesTheRangeIsFound() {
        GenuineJob job = GenuineJob.untargeted().change(ArtifactKind.PERTURBATION, delta -> {
            delta[7] = 0.9f;
            return delta;
        });

        assertThatFailures(job.verify()).contains("|y + delta outside of [0, 1]", "|max |delta|");
    }

    @ParameterizedTest
    @CsvSource({
        "blurredToSharp/psnr, 0.02",
        "cleanToSharp/psnr, 0.02",
        "attackedToSharp/psnr, -0.02",
        "attackedToSharp/ncc, 0.001",
        "attackedToSharp/ssim, 0.001",
        "eightBitToSharp/psnr, 0.02",
        "attackedToClean/psnr, 0.02",
        "eightBitToClean/ssim, -0.001",
        "lipschitz, 0.1",
        "perturbationMaxNorm, -0.000001",
        "perturbationL2Norm, 0.0001",
        "eightBitMaxNorm, 0.0001",
        "finalObjective, 0.1"
    })
    void aStoredNumberThatIsOffIsFound(String number, double difference) {
        Verification verification =
                GenuineJob.untargeted().add(1, number, difference).verify();

        assertThatFailures(verification).containsExactly("unrolled|" + number.replace('/', '.'));
    }

    @Test
    void aNumberThatIsMissingIsFound() {
        Verification verification = GenuineJob.untargeted()
                .edit(1, "attackedToSharp", quality -> NullNode.getInstance())
                .verify();

        assertThatFailures(verification).containsExactly("unrolled|attackedToSharp");
    }

    @ParameterizedTest
    @EnumSource(
            value = ArtifactKind.class,
            names = {"BLURRED_PICTURE", "PERTURBED_PICTURE", "CLEAN_OUTPUT_PICTURE", "ATTACKED_OUTPUT_PICTURE"})
    void aWrongPictureIsFound(ArtifactKind kind) {
        GenuineJob job = GenuineJob.untargeted().changePicture(kind, values -> {
            values[11] += values[11] > 0.5 ? -2f / 255 : 2f / 255;
            return values;
        });

        assertThatFailures(job.verify()).containsExactly("|max |" + kind.wireName() + " - what it shows|");
    }

    @Test
    void aBlurredImageThatIsNotTheSharpOnesIsFound() {
        GenuineJob job = GenuineJob.untargeted().editRequest("blur/noise/seed", 3);

        Verification verification = job.verify();

        assertThatFailures(verification).containsExactly("|max |y - recomputed blur|");
        assertThat(verification.blurredBitForBit()).isFalse();
    }

    @Test
    void aKernelThatIsAnotherIsFound() {
        GenuineJob job = GenuineJob.untargeted().editRequest("blur/kernel/seed", 4);

        assertThatFailures(job.verify()).contains("|max |b - recomputed kernel|", "|max |y - recomputed blur|");
    }

    @Test
    void aJudgeThatIsNotThereIsNotVerifiedAndNotWrong() {
        NetworkRef gone = new NetworkRef("gone", "f".repeat(64));
        GenuineJob job = GenuineJob.untargeted().replaceJudge(1, gone);

        Verification verification = job.verify();

        assertThat(verification.failures()).isEmpty();
        assertThat(verification.judges()).isEqualTo(1);
        assertThat(verification.unverified())
                .containsExactly(new Unverified("gone", "outputs: no registry has the network file " + "f".repeat(64)));
    }

    @Test
    void aJudgeThatWasNotAskedForIsFound() {
        GenuineJob job = GenuineJob.untargeted().editRequest("judges", List.of(GenuineJob.ref("sharpen")));

        assertThatFailures(job.verify()).containsExactly("|judges");
    }

    @Test
    void anotherFileOfTheSameNameThatJudgedIsFound() {
        String asked = GenuineJob.untargeted().request().judges().get(1).id();
        GenuineJob job = GenuineJob.untargeted().editRequest("judges/1", new NetworkRef(asked, "e".repeat(64)));

        assertThatFailures(job.verify()).containsExactly("|judges");
    }

    @Test
    void anUploadThatIsGoneIsFoundAndLeavesTheNumbersUnverified() {
        GenuineJob job =
                GenuineJob.untargeted().withoutUpload(GenuineJob.picture(1).sha256());

        Verification verification = job.verify();

        assertThatFailures(verification).containsExactly("|SHA-256 of an upload");
        assertThat(verification.unverified()).hasSize(3);
    }

    @Test
    void aNumberOfACompanionThatIsOffIsFound() {
        GenuineJob job = GenuineJob.universal().add(1, "attackedToSharp/psnr", 0.02);

        assertThatFailures(job.verify()).containsExactly("sharpen on other|attackedToSharp.psnr");
    }

    private static ListAssert<String> assertThatFailures(Verification verification) {
        return assertThat(verification.failures().stream()
                .map(failure -> failure.judge() + "|" + failure.what())
                .toList());
    }

    /** Where a value is nearest to epsilon, so that going beyond changes next to nothing else. */
    private static int largest(float[] delta) {
        int largest = 0;
        for (int i = 0; i < delta.length; i++) {
            largest = delta[i] > delta[largest] ? i : largest;
        }
        return largest;
    }

    private static PlanarImage delta(GenuineJob job) {
        return PlanarImage.of(GenuineJob.HEIGHT, GenuineJob.WIDTH, job.array(ArtifactKind.PERTURBATION));
    }
}
