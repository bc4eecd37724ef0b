package dev.shakedown.results.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.results.database.Row;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables {@code job} and {@code campaign_job}. */
@Singleton
public class JobRepository {

    private static final String INSERT_JOB = """
            INSERT INTO job (id, request, image, image_sha256, image_width, image_height, arrives_blurred,
                             network, network_sha256, objective, target, target_sha256,
                             kernel_type, kernel_size, kernel_name, kernel,
                             blur_type, blur, boundary, noise_sigma, noise_seed, rounded_to_8_bit,
                             budget, steps, step_size, clip, iterate, seed)
            VALUES (?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?::jsonb,
                    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING
            """;

    private static final String INSERT_CAMPAIGN_JOB = """
            INSERT INTO campaign_job (campaign_id, ordinal, job_id, image, target, request)
            VALUES (?, ?, ?, ?, ?, ?::jsonb)
            ON CONFLICT (campaign_id, ordinal) DO NOTHING
            """;

    private static final String FIND = """
            SELECT 0 AS ordinal, job.request, result.result
            FROM job
            LEFT JOIN result ON result.job_id = job.id
            WHERE job.id = ?
            """;

    private static final String ENDED = """
            SELECT campaign_job.ordinal, campaign_job.request, result.result
            FROM campaign_job
            JOIN result ON result.job_id = campaign_job.job_id
            WHERE campaign_job.campaign_id = ? AND campaign_job.ordinal > ? AND result.complete
            ORDER BY campaign_job.ordinal
            LIMIT ?
            """;

    private final ObjectMapper json;

    @Inject
    public JobRepository(ObjectMapper json) {
        this.json = json;
    }

    /** Stores requests that are new; a job that another campaign asked for keeps its first request. */
    public void insertAll(Connection connection, List<ArrivedRequest> requests) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_JOB)) {
            for (ArrivedRequest arrived : requests) {
                bindJob(new Row(statement), arrived);
            }
            statement.executeBatch();
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_CAMPAIGN_JOB)) {
            for (ArrivedRequest arrived : requests) {
                AttackRequest request = arrived.request();
                new Row(statement)
                        .text(request.campaignId())
                        .number(request.ordinal())
                        .text(request.jobId())
                        .text(request.source().name())
                        .text(JobColumns.targetName(request))
                        .text(arrived.json())
                        .add();
            }
            statement.executeBatch();
        }
    }

    public Optional<StoredJob> find(Connection connection, String jobId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            new Row(statement).text(jobId);
            return jobs(statement).stream().findFirst();
        }
    }

    /** Jobs of a campaign that have ended and whose artifacts are all stored, by ordinal. */
    public List<StoredJob> ended(Connection connection, String campaignId, long after, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ENDED)) {
            new Row(statement).text(campaignId).number(after).number(limit);
            return jobs(statement);
        }
    }

    private void bindJob(Row row, ArrivedRequest arrived) throws SQLException {
        AttackRequest request = arrived.request();
        ImageRef image = JobColumns.image(request);
        Objective.Targeted target = JobColumns.target(request);
        KernelSpec kernel = JobColumns.kernel(request);
        BlurSpec blur = request.blur();
        row.text(request.jobId())
                .text(arrived.json())
                .text(request.source().name())
                .text(image.sha256())
                .number(image.width())
                .number(image.height())
                .flag(JobColumns.arrivesBlurred(request))
                .text(request.network().id())
                .text(request.network().sha256())
                .text(JobColumns.objective(request))
                .text(JobColumns.targetName(request))
                .text(target == null ? null : target.target().sha256())
                .text(kernel == null ? null : JobColumns.kernelType(kernel))
                .number(kernel == null ? null : (Integer) kernel.size())
                .text(JobColumns.kernelName(kernel))
                .text(written(kernel))
                .text(blur == null ? null : JobColumns.blurType(blur.model()))
                .text(written(blur))
                .text(blur == null ? null : JobColumns.boundary(blur.boundary()))
                .number(blur == null ? null : (Double) blur.noise().sigma())
                .number(blur == null ? null : (Long) blur.noise().seed())
                .flag(blur == null ? null : (Boolean) blur.roundTo8Bit())
                .number(request.budget())
                .number(request.attack().steps())
                .number(request.attack().stepSize())
                .flag(request.attack().clip())
                .text(request.attack().iterate().name().toLowerCase(Locale.ROOT))
                .number(request.seed())
                .add();
    }

    private @Nullable String written(@Nullable Object part) {
        if (part == null) {
            return null;
        }
        try {
            return json.writeValueAsString(part);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read can be written", e);
        }
    }

    private static List<StoredJob> jobs(PreparedStatement statement) throws SQLException {
        List<StoredJob> jobs = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                jobs.add(new StoredJob(rows.getLong("ordinal"), rows.getString("request"), rows.getString("result")));
            }
        }
        return jobs;
    }
}
