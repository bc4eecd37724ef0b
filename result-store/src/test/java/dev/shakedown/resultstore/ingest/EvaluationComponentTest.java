package dev.shakedown.resultstore.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class EvaluationComponentTest {

    private static final NetworkRef OTHER = new NetworkRef("rgdn@50", Messages.digest("rgdn@50"));

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    ObjectMapper json;

    @Test
    void everyJudgeHasARowAndTheFirstOnesNumbersAreTheResults() {
        AttackRequest request = Messages.request("judged", 0);
        topics.write(Messages.campaign("judged", 1));
        topics.write(request);
        topics.write(judged("judged", request.jobId(), 11.25, 20.5));

        awaitRows(request.jobId(), 2);

        assertThat(row(
                        request.jobId(),
                        0,
                        "judge, judge_sha256, attacked_to_sharp_psnr, clean_to_sharp_psnr, lipschitz"))
                .isEqualTo("(wiener," + Messages.NETWORK.sha256() + ",11.25,Infinity,)");
        assertThat(row(request.jobId(), 1, "judge, judge_sha256, attacked_to_sharp_psnr, attacked_to_clean_ssim"))
                .isEqualTo("(rgdn@50," + OTHER.sha256() + ",20.5,0.3333333333333333)");
        assertThat(row(request.jobId(), 1, "attacked_to_target_psnr, initial_objective, final_objective, counted_step"))
                .isEqualTo("(,0.25,37.5,250)");
        assertThat(row(request.jobId(), 1, "eight_bit_max_norm = 4.5::float8 / 255, perturbation_l2_norm"))
                .isEqualTo("(t,1.5)");
        assertThat(tables.value(
                        "SELECT attacked_to_sharp_psnr FROM job_result WHERE job_id = '" + request.jobId() + "'"))
                .isEqualTo("11.25");
    }

    @Test
    void theSameResultAgainChangesNothing() {
        AttackRequest request = Messages.request("again", 0);
        topics.write(Messages.campaign("again", 1));
        topics.write(request);
        topics.write(judged("again", request.jobId(), 11, 12));
        awaitRows(request.jobId(), 2);

        topics.write(judged("again", request.jobId(), 13, 14));
        AttackRequest fence = Messages.request("again", 1);
        topics.write(fence);
        topics.write(Messages.success("again", fence.jobId(), List.of()));
        awaitRows(fence.jobId(), 1);

        assertThat(row(request.jobId(), 1, "attacked_to_sharp_psnr, counted_step"))
                .isEqualTo("(12,250)");
    }

    @Test
    void aFailedJobHasNoRow() {
        AttackRequest request = Messages.request("failed-evaluation", 0);
        AttackRequest fence = Messages.request("failed-evaluation", 1);
        topics.write(Messages.campaign("failed-evaluation", 2));
        topics.write(request);
        topics.write(fence);
        topics.write(Messages.failure("failed-evaluation", request.jobId()));
        topics.write(Messages.success("failed-evaluation", fence.jobId(), List.of()));

        awaitRows(fence.jobId(), 1);

        Eventually.holds(
                () -> assertThat(tables.value("SELECT status FROM result WHERE job_id = '" + request.jobId() + "'"))
                        .isEqualTo("FAILED"));
        assertThat(tables.value("SELECT count(*) FROM evaluation WHERE job_id = '" + request.jobId() + "'"))
                .isEqualTo("0");
    }

    @Test
    void theTransferMatrixHasMeansOfEachNetworkOnEachJudge() {
        topics.write(Messages.campaign("matrix", 3));
        double[][] psnr = {{10, 20}, {14, 22}};
        for (int ordinal = 0; ordinal < 2; ordinal++) {
            AttackRequest request = Messages.request("matrix", ordinal);
            topics.write(request);
            topics.write(judged("matrix", request.jobId(), psnr[ordinal][0], psnr[ordinal][1]));
            awaitRows(request.jobId(), 2);
        }
        // A job whose artifacts are not there yet is not in any view's means.
        AttackRequest incomplete = Messages.request("matrix", 2);
        Artifact missing = Messages.artifact(ArtifactKind.PERTURBATION, 99, 10);
        topics.write(incomplete);
        topics.write(Messages.success("matrix", incomplete.jobId(), List.of(missing)));
        awaitRows(incomplete.jobId(), 1);

        assertThat(matrix(
                        "wiener",
                        "crafted_on, objective, budget, jobs, attacked_to_sharp_psnr, attacked_to_clean_psnr"))
                .isEqualTo("(wiener,untargeted,4,2,12,12)");
        assertThat(matrix("rgdn@50", "crafted_on, campaign, jobs, clean_to_sharp_psnr, attacked_to_sharp_psnr"))
                .isEqualTo("(wiener,demo-matrix,2,,21)");
        assertThat(matrix("rgdn@50", "attacked_to_target_ncc IS NULL, lipschitz"))
                .isEqualTo("(t,)");
        assertThat(matrix("rgdn@50", "left_out ->> 'clean_to_sharp_psnr', left_out ->> 'lipschitz'"))
                .isEqualTo("(2,2)");
        assertThat(tables.value("SELECT attacked_to_sharp_psnr FROM campaign_table WHERE campaign_id = 'matrix'"))
                .isEqualTo("12");
    }

    private static AttackResult judged(String campaign, String jobId, double own, double other) {
        return Messages.success(
                campaign,
                jobId,
                List.of(),
                List.of(
                        new JudgedEvaluation(Messages.NETWORK, Messages.evaluation(own)),
                        new JudgedEvaluation(OTHER, Messages.evaluation(other))));
    }

    private void awaitRows(String jobId, int count) {
        Eventually.holds(
                () -> assertThat(tables.value("SELECT count(*) FROM evaluation WHERE job_id = '" + jobId + "'"))
                        .isEqualTo(Integer.toString(count)));
    }

    private String row(String jobId, int position, String columns) {
        return tables.value("SELECT (%s)::text FROM evaluation WHERE job_id = '%s' AND position = %d"
                .formatted("ROW(" + columns + ")", jobId, position));
    }

    private String matrix(String judge, String columns) {
        return tables.value(
                "SELECT (ROW(%s))::text FROM transfer_matrix WHERE campaign_id = 'matrix' AND judged_on = '%s'"
                        .formatted(columns, judge));
    }
}
