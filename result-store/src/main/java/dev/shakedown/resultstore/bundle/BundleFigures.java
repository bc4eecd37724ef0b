package dev.shakedown.resultstore.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.WireFormat;
import dev.shakedown.client.bundle.BundleReader;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.database.PackedText;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.ingest.Completeness;
import dev.shakedown.resultstore.job.ArrivedResult;
import dev.shakedown.resultstore.job.EvaluationRepository;
import dev.shakedown.resultstore.job.JobChanges;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.measurement.CampaignViewRepository;
import dev.shakedown.resultstore.measurement.CampaignViewRepository.CampaignView;
import dev.shakedown.resultstore.measurement.MeasurementRepository;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Averages a bundle's numbers. Its jobs are written to the tables of own ones, under ids that no own job can have, the
 * views are read, and the transaction is rolled back. So the figures come from the same SQL as those of own campaigns,
 * and no other transaction ever sees a foreign row.
 */
@Singleton
class BundleFigures {

    /** The views without job ids, which lead nowhere here. */
    static final List<CampaignView> VIEWS = List.of(
            CampaignView.PAPER_TABLE,
            CampaignView.ROBUSTNESS_CURVE,
            CampaignView.KERNEL_SIZE_EFFECT,
            CampaignView.TRANSFER_MATRIX,
            CampaignView.TRUST,
            CampaignView.NETWORKS);

    private static final int JOBS_AT_A_TIME = 200;

    private final Database database;
    private final CampaignRepository campaigns;
    private final JobRepository jobs;
    private final ResultRepository results;
    private final EvaluationRepository evaluations;
    private final MeasurementRepository measurements;
    private final CampaignViewRepository views;

    BundleFigures(
            Database database,
            CampaignRepository campaigns,
            JobRepository jobs,
            ResultRepository results,
            EvaluationRepository evaluations,
            MeasurementRepository measurements,
            CampaignViewRepository views) {
        this.database = database;
        this.campaigns = campaigns;
        this.jobs = jobs;
        this.results = results;
        this.evaluations = evaluations;
        this.measurements = measurements;
        this.views = views;
    }

    /**
     * What a bundle's jobs come to.
     *
     * @param views rows of each view as a JSON array, by its name; their campaign_id is the bundle's id
     */
    record Figures(long succeeded, long failed, Map<String, String> views) {}

    /** A job of the bundle is incomplete or contradicts itself; the message is one line. */
    static final class UnusableJob extends RuntimeException {
        private UnusableJob(long ordinal, String reason) {
            super("jobs/%d.json: %s".formatted(ordinal, reason));
        }
    }

    /**
     * Averages the jobs of a bundle whose entries were compared with its manifest.
     *
     * @param id the bundle's, 64 digits
     * @throws UnusableJob if one cannot be averaged
     * @throws Database.DatabaseException if PostgreSQL does not answer, or does not take a value
     */
    Figures of(BundleReader bundle, String id) {
        return database.trial(connection -> {
            Figures counts = write(connection, bundle, id);
            Map<String, String> rows = new LinkedHashMap<>();
            for (CampaignView view : VIEWS) {
                byte[] json = WireFormat.bytes(views.view(connection, view, id).objects());
                rows.put(view.word(), new String(json, StandardCharsets.UTF_8));
            }
            return new Figures(counts.succeeded(), counts.failed(), rows);
        });
    }

    private Figures write(Connection connection, BundleReader bundle, String id) throws SQLException {
        try {
            campaigns.keepNewest(connection, List.of(campaign(bundle.campaign(), id)));
            long succeeded = 0;
            long failed = 0;
            List<JobRecord> records = new ArrayList<>();
            for (Iterator<Long> ordinals = bundle.ordinals().iterator(); ordinals.hasNext(); ) {
                long ordinal = ordinals.next();
                JobRecord record = checked(bundle.job(ordinal).orElseThrow(), ordinal);
                records.add(record);
                succeeded += record.success().isPresent() ? 1 : 0;
                failed += record.failure().isPresent() ? 1 : 0;
                if (records.size() == JOBS_AT_A_TIME || !ordinals.hasNext()) {
                    write(connection, records, id);
                    records.clear();
                }
            }
            return new Figures(succeeded, failed, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Connection connection, List<JobRecord> records, String id) throws SQLException {
        List<ReceivedMessage<AttackRequest>> requests = new ArrayList<>();
        List<ArrivedResult> ends = new ArrayList<>();
        for (JobRecord record : records) {
            String jobId = "%s:%d".formatted(id, record.request().ordinal());
            ObjectNode request = renamed(record.request(), id, jobId);
            requests.add(new ReceivedMessage<>(read(request, AttackRequest.class), request.toString()));
            ObjectNode result = renamed(Objects.requireNonNull(record.result()), id, jobId);
            // They are in the file alone: a result is complete without them.
            ((ObjectNode) result.get("outcome")).putArray("artifacts");
            ends.add(new ArrivedResult(read(result, AttackResult.class), PackedText.of("")));
        }
        JobChanges changes = new JobChanges();
        jobs.insertAll(connection, requests, changes);
        evaluations.insertAll(connection, results.insertAll(connection, ends, changes));
        measurements.add(connection, changes);
    }

    private static JobRecord checked(JobRecord record, long ordinal) {
        Completeness.missing(record).ifPresent(field -> {
            throw new UnusableJob(ordinal, field + ": missing");
        });
        AttackResult result = record.result();
        if (result == null) {
            throw new UnusableJob(ordinal, "result: must be there: a bundle has jobs that have ended");
        }
        String asked = record.request().jobId();
        if (!result.jobId().equals(asked)) {
            throw new UnusableJob(ordinal, "result.jobId: %s: must be %s".formatted(result.jobId(), asked));
        }
        return record;
    }

    private static ReceivedMessage<SubmittedCampaign> campaign(SubmittedCampaign campaign, String id) {
        ObjectNode renamed = WireFormat.json().valueToTree(campaign);
        renamed.put("id", id);
        return new ReceivedMessage<>(read(renamed, SubmittedCampaign.class), renamed.toString());
    }

    private static ObjectNode renamed(Object message, String id, String jobId) {
        ObjectNode renamed = WireFormat.json().valueToTree(message);
        return renamed.put("campaignId", id).put("jobId", jobId);
    }

    private static <T> T read(ObjectNode message, Class<T> type) {
        try {
            return WireFormat.json().treeToValue(message, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message that was read can be read again", e);
        }
    }
}
