package dev.shakedown.resultstore.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.database.Columns;
import dev.shakedown.resultstore.database.Columns.Type;
import dev.shakedown.resultstore.database.PackedText;
import dev.shakedown.resultstore.database.Row;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables {@code job} and {@code campaign_job}. */
@Singleton
public class JobRepository {

    private static final String INSERT_JOB = """
            INSERT INTO job (id, request, retry, image, image_sha256, image_width, image_height, arrives_blurred,
                             network, network_sha256, objective, target, target_sha256,
                             kernel_type, kernel_size, kernel_name, kernel,
                             blur_type, blur, boundary, noise_sigma, noise_seed, rounded_to_8_bit,
                             budget, steps, step_size, clip, iterate, seed)
            SELECT id, request::jsonb, retry, image, image_sha256, image_width, image_height, arrives_blurred,
                   network, network_sha256, objective, target, target_sha256,
                   kernel_type, kernel_size, kernel_name, kernel::jsonb,
                   blur_type, blur::jsonb, boundary, noise_sigma, noise_seed, rounded_to_8_bit,
                   budget, steps, step_size, clip, iterate, seed
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS arrived (id, request, retry, image, image_sha256, image_width, image_height, arrives_blurred,
                            network, network_sha256, objective, target, target_sha256,
                            kernel_type, kernel_size, kernel_name, kernel,
                            blur_type, blur, boundary, noise_sigma, noise_seed, rounded_to_8_bit,
                            budget, steps, step_size, clip, iterate, seed)
            ON CONFLICT (id) DO NOTHING
            RETURNING id
            """;

    private static final String INSERT_CAMPAIGN_JOB = """
            INSERT INTO campaign_job (campaign_id, ordinal, job_id, data_set, image, target, request)
            SELECT campaign_id, ordinal, job_id, data_set, image, target, request::jsonb
            FROM unnest(?, ?, ?, ?, ?, ?, ?) AS arrived (campaign_id, ordinal, job_id, data_set, image, target, request)
            ON CONFLICT (campaign_id, ordinal) DO NOTHING
            RETURNING campaign_id, ordinal, job_id
            """;

    /** Locks the jobs, so that none is asked for again by two transactions at once. */
    private static final String ASKED_LESS_OFTEN = """
            SELECT job.id, arrived.retry, result.complete AND result.retry >= job.retry AS failed
            FROM unnest(?, ?) AS arrived (id, retry)
            JOIN job ON job.id = arrived.id AND job.retry < arrived.retry
            LEFT JOIN result ON result.job_id = job.id AND result.status = 'FAILED'
            ORDER BY job.id
            FOR UPDATE OF job
            """;

    private static final String RETRY = """
            UPDATE job
            SET retry = arrived.retry
            FROM unnest(?, ?) AS arrived (id, retry)
            WHERE job.id = arrived.id
            """;

    private static final String FIND = """
            SELECT 0 AS ordinal, job.request, result.result, result.message
            FROM job
            LEFT JOIN result ON result.job_id = job.id AND result.complete
            WHERE job.id = ?
            """;

    private static final String FIND_ALL = """
            SELECT campaign_job.ordinal, coalesce(campaign_job.request, job.request) AS request, result.result,
                   result.message
            FROM campaign_job
            JOIN job ON job.id = campaign_job.job_id
            LEFT JOIN result ON result.job_id = campaign_job.job_id
            WHERE campaign_job.campaign_id = ? AND campaign_job.ordinal = ANY (?::bigint[])
            """;

    private static final String ENDED = """
            SELECT campaign_job.ordinal
            FROM campaign_job
            JOIN result ON result.job_id = campaign_job.job_id
            WHERE campaign_job.campaign_id = ? AND campaign_job.ordinal > ? AND result.complete
            ORDER BY campaign_job.ordinal
            LIMIT ?
            """;

    private static final Type[] JOB_TYPES = {
        Type.TEXT,
        Type.TEXT,
        Type.INTEGER,
        Type.TEXT,
        Type.TEXT,
        Type.INTEGER,
        Type.INTEGER,
        Type.FLAG,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.INTEGER,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.NUMBER,
        Type.BIGINT,
        Type.FLAG,
        Type.NUMBER,
        Type.INTEGER,
        Type.NUMBER,
        Type.FLAG,
        Type.TEXT,
        Type.BIGINT
    };

    private final ObjectMapper json;

    @Inject
    public JobRepository(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Stores requests that are new; a job that another campaign asked for keeps its first request, and knows of its
     * latest retry.
     *
     * @return the jobs that are new
     */
    public List<String> insertAll(Connection connection, List<ArrivedRequest> requests, JobChanges changes)
            throws SQLException {
        Map<String, Integer> retries = new TreeMap<>();
        Columns jobs = new Columns(JOB_TYPES);
        requests.forEach(arrived -> retries.merge(
                arrived.request().jobId(), arrived.request().delivery().retry(), Math::max));
        Map<String, ArrivedRequest> firsts = new LinkedHashMap<>();
        requests.forEach(arrived -> firsts.putIfAbsent(arrived.request().jobId(), arrived));
        firsts.forEach((jobId, arrived) -> addJob(jobs, arrived, retries.getOrDefault(jobId, 0)));
        List<String> isNew = insertJobs(connection, jobs);
        firsts.keySet().retainAll(isNew);
        isNew.forEach(retries::remove);
        retries.values().removeIf(retry -> retry == 0);
        if (!retries.isEmpty()) {
            askAgain(connection, retries, changes);
        }
        insertPlaces(connection, places(requests, firsts), changes);
        return isNew;
    }

    private static List<String> insertJobs(Connection connection, Columns jobs) throws SQLException {
        List<String> inserted = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(INSERT_JOB)) {
            jobs.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    inserted.add(rows.getString(1));
                }
            }
        }
        return inserted;
    }

    /** A request that has just become its job's own is not kept twice. */
    private static Columns places(List<ArrivedRequest> requests, Map<String, ArrivedRequest> ofJobs) {
        Columns places = new Columns(Type.TEXT, Type.BIGINT, Type.TEXT, Type.TEXT, Type.TEXT, Type.TEXT, Type.TEXT);
        for (ArrivedRequest arrived : requests) {
            AttackRequest request = arrived.request();
            places.add(
                    request.campaignId(),
                    request.ordinal(),
                    request.jobId(),
                    request.source().dataSet(),
                    request.source().name(),
                    JobColumns.targetName(request),
                    arrived.equals(ofJobs.get(request.jobId())) ? null : arrived.json());
        }
        return places;
    }

    private static void insertPlaces(Connection connection, Columns places, JobChanges changes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_CAMPAIGN_JOB)) {
            places.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    changes.asksFor(new JobChanges.Place(rows.getString(1), rows.getLong(2), rows.getString(3)));
                }
            }
        }
    }

    private static void askAgain(Connection connection, Map<String, Integer> retries, JobChanges changes)
            throws SQLException {
        Columns arrived = new Columns(Type.TEXT, Type.INTEGER);
        retries.forEach(arrived::add);
        Columns higher = new Columns(Type.TEXT, Type.INTEGER);
        try (PreparedStatement statement = connection.prepareStatement(ASKED_LESS_OFTEN)) {
            arrived.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    higher.add(rows.getString(1), rows.getInt(2));
                    if (rows.getBoolean(3)) {
                        changes.changed(rows.getString(1), JobChanges.Standing.FAILED);
                    }
                }
            }
        }
        if (!higher.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(RETRY)) {
                higher.bind(statement);
                statement.executeUpdate();
            }
        }
    }

    public Optional<StoredJob> find(Connection connection, String jobId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            new Row(statement).text(jobId);
            return jobs(statement).stream().findFirst();
        }
    }

    /** Jobs of a campaign at these places; those that have none are left out. */
    public List<StoredJob> find(Connection connection, String campaignId, List<Long> ordinals) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND_ALL)) {
            statement.setString(1, campaignId);
            statement.setArray(2, connection.createArrayOf("int8", ordinals.toArray(Long[]::new)));
            return jobs(statement);
        }
    }

    /** Places of a campaign's jobs that have ended and whose artifacts are all stored, in order. */
    public List<Long> endedOrdinals(Connection connection, String campaignId, long after, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ENDED)) {
            new Row(statement).text(campaignId).number(after).number(limit);
            List<Long> ordinals = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ordinals.add(rows.getLong(1));
                }
            }
            return ordinals;
        }
    }

    private void addJob(Columns columns, ArrivedRequest arrived, int retry) {
        AttackRequest request = arrived.request();
        ImageRef image = JobColumns.image(request);
        Objective.Targeted target = JobColumns.target(request);
        KernelSpec kernel = JobColumns.kernel(request);
        BlurSpec blur = request.blur();
        columns.add(
                request.jobId(),
                arrived.json(),
                retry,
                request.source().name(),
                image.sha256(),
                image.width(),
                image.height(),
                JobColumns.arrivesBlurred(request),
                request.network().id(),
                request.network().sha256(),
                JobColumns.objective(request),
                JobColumns.targetName(request),
                target == null ? null : target.target().sha256(),
                kernel == null ? null : JobColumns.kernelType(kernel),
                kernel == null ? null : (Integer) kernel.size(),
                JobColumns.kernelName(kernel),
                written(kernel),
                blur == null ? null : JobColumns.blurType(blur.model()),
                written(blur),
                blur == null ? null : JobColumns.boundary(blur.boundary()),
                blur == null ? null : (Double) blur.noise().sigma(),
                blur == null ? null : (Long) blur.noise().seed(),
                blur == null ? null : (Boolean) blur.roundTo8Bit(),
                request.budget(),
                request.attack().steps(),
                request.attack().stepSize(),
                request.attack().clip(),
                request.attack().iterate().name().toLowerCase(Locale.ROOT),
                request.seed());
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
                byte[] message = rows.getBytes("message");
                jobs.add(new StoredJob(
                        rows.getLong("ordinal"),
                        rows.getString("request"),
                        message == null
                                ? rows.getString("result")
                                : PackedText.read(message).text()));
            }
        }
        return jobs;
    }
}
