package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.blob.BlobRepository;
import dev.shakedown.resultstore.blob.NewBlob;
import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.campaign.ControlRepository;
import dev.shakedown.resultstore.campaign.CountRepository;
import dev.shakedown.resultstore.deadletter.ArrivedDeadLetter;
import dev.shakedown.resultstore.deadletter.DeadLetterRepository;
import dev.shakedown.resultstore.job.ArrivedRequest;
import dev.shakedown.resultstore.job.ArrivedResult;
import dev.shakedown.resultstore.job.EvaluationRepository;
import dev.shakedown.resultstore.job.JobChanges;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.measurement.MeasurementRepository;
import dev.shakedown.resultstore.network.NetworkRepository;
import dev.shakedown.resultstore.retention.RetentionRepository;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes arrivals to the tables. To write them again changes nothing. */
@Singleton
public class ArrivalWriter {

    private final CampaignRepository campaigns;
    private final ControlRepository controls;
    private final CountRepository counts;
    private final JobRepository jobs;
    private final ResultRepository results;
    private final EvaluationRepository evaluations;
    private final MeasurementRepository measurements;
    private final NetworkRepository networks;
    private final RetentionRepository retention;
    private final BlobRepository blobs;
    private final DeadLetterRepository deadLetters;
    private final RejectedRecordRepository rejected;

    @Inject
    ArrivalWriter(
            CampaignRepository campaigns,
            ControlRepository controls,
            CountRepository counts,
            JobRepository jobs,
            ResultRepository results,
            EvaluationRepository evaluations,
            MeasurementRepository measurements,
            NetworkRepository networks,
            RetentionRepository retention,
            BlobRepository blobs,
            DeadLetterRepository deadLetters,
            RejectedRecordRepository rejected) {
        this.campaigns = campaigns;
        this.controls = controls;
        this.counts = counts;
        this.jobs = jobs;
        this.results = results;
        this.evaluations = evaluations;
        this.measurements = measurements;
        this.networks = networks;
        this.retention = retention;
        this.blobs = blobs;
        this.deadLetters = deadLetters;
        this.rejected = rejected;
    }

    /**
     * Writes arrivals of any order.
     *
     * @return how many dead letters are new
     */
    int write(Connection connection, List<Arrival> arrivals) throws SQLException {
        campaigns.keepNewest(connection, only(arrivals, Arrival.Campaign.class, Arrival.Campaign::campaign));
        controls.keepLatest(connection, only(arrivals, Arrival.Control.class, Arrival.Control::control));
        networks.insertAll(connection, only(arrivals, Arrival.Network.class, Arrival.Network::network));
        JobChanges changes = writeJobs(connection, arrivals);
        measurements.add(connection, changes);
        retention.letGo(connection, changes.jobIds());
        List<ArrivedDeadLetter> newLetters = only(arrivals, Arrival.Dead.class, Arrival.Dead::letter);
        int letters = newLetters.isEmpty() ? 0 : deadLetters.insertAll(connection, newLetters);
        rejected.insertAll(connection, only(arrivals, Arrival.Rejected.class, Function.identity()));
        counts.add(connection, changes);
        return letters;
    }

    private JobChanges writeJobs(Connection connection, List<Arrival> arrivals) throws SQLException {
        JobChanges changes = new JobChanges();
        List<ArrivedRequest> requests = only(arrivals, Arrival.Request.class, Arrival.Request::request);
        List<NewBlob> artifacts = only(arrivals, Arrival.Artifact.class, Arrival.Artifact::blob);
        List<ArrivedResult> ends = only(arrivals, Arrival.Result.class, Arrival.Result::result);
        Set<String> touched = new HashSet<>();
        if (!requests.isEmpty()) {
            // Only of these can a result have been there first.
            touched.addAll(results.nameNetworks(connection, jobs.insertAll(connection, requests, changes)));
        }
        if (!artifacts.isEmpty()) {
            results.complete(connection, blobs.insertAll(connection, artifacts), changes);
        }
        if (!ends.isEmpty()) {
            // After the blobs, so that a result whose artifacts came with it is complete at once.
            List<ArrivedResult> written = results.insertAll(connection, ends, changes);
            evaluations.insertAll(connection, written);
            written.stream()
                    .filter(result -> !result.namesItsJudges())
                    .forEach(result -> touched.add(result.result().jobId()));
        }
        if (!touched.isEmpty()) {
            evaluations.insertOlder(connection, touched);
        }
        return changes;
    }

    private static <A extends Arrival, T> List<T> only(List<Arrival> arrivals, Class<A> type, Function<A, T> content) {
        return arrivals.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .map(content)
                .toList();
    }
}
