package dev.shakedown.results.ingest;

import dev.shakedown.results.blob.BlobRepository;
import dev.shakedown.results.blob.NewBlob;
import dev.shakedown.results.campaign.ArrivedCampaign;
import dev.shakedown.results.campaign.CampaignRepository;
import dev.shakedown.results.job.ArrivedRequest;
import dev.shakedown.results.job.ArrivedResult;
import dev.shakedown.results.job.EvaluationRepository;
import dev.shakedown.results.job.JobRepository;
import dev.shakedown.results.job.ResultRepository;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes arrivals to the tables. To write them again changes nothing. */
@Singleton
public class ArrivalWriter {

    private final CampaignRepository campaigns;
    private final JobRepository jobs;
    private final ResultRepository results;
    private final EvaluationRepository evaluations;
    private final BlobRepository blobs;
    private final RejectedRecordRepository rejected;

    @Inject
    ArrivalWriter(
            CampaignRepository campaigns,
            JobRepository jobs,
            ResultRepository results,
            EvaluationRepository evaluations,
            BlobRepository blobs,
            RejectedRecordRepository rejected) {
        this.campaigns = campaigns;
        this.jobs = jobs;
        this.results = results;
        this.evaluations = evaluations;
        this.blobs = blobs;
        this.rejected = rejected;
    }

    void write(Connection connection, List<Arrival> arrivals) throws SQLException {
        List<ArrivedCampaign> newCampaigns = only(arrivals, Arrival.Campaign.class, Arrival.Campaign::campaign);
        List<ArrivedRequest> newRequests = only(arrivals, Arrival.Request.class, Arrival.Request::request);
        List<ArrivedResult> newResults = only(arrivals, Arrival.Result.class, Arrival.Result::result);
        List<NewBlob> newBlobs = only(arrivals, Arrival.Artifact.class, Arrival.Artifact::blob);
        List<Arrival.Rejected> refused = only(arrivals, Arrival.Rejected.class, Function.identity());
        if (!newCampaigns.isEmpty()) {
            campaigns.insertAll(connection, newCampaigns);
        }
        if (!newRequests.isEmpty()) {
            jobs.insertAll(connection, newRequests);
        }
        if (!newBlobs.isEmpty()) {
            blobs.insertAll(connection, newBlobs);
        }
        if (!newResults.isEmpty()) {
            results.insertAll(connection, newResults);
        }
        if (!newResults.isEmpty() || !newRequests.isEmpty()) {
            evaluations.insertAll(connection, jobIds(newResults, newRequests));
        }
        if (!newResults.isEmpty() || !newBlobs.isEmpty()) {
            results.complete(
                    connection,
                    newResults.stream().map(result -> result.result().jobId()).toList(),
                    newBlobs.stream().map(blob -> blob.sha256().hex()).toList());
        }
        if (!refused.isEmpty()) {
            rejected.insertAll(connection, refused);
        }
    }

    private static Set<String> jobIds(List<ArrivedResult> results, List<ArrivedRequest> requests) {
        return Stream.concat(
                        results.stream().map(result -> result.result().jobId()),
                        requests.stream().map(request -> request.request().jobId()))
                .collect(Collectors.toSet());
    }

    private static <A extends Arrival, T> List<T> only(List<Arrival> arrivals, Class<A> type, Function<A, T> content) {
        return arrivals.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .map(content)
                .toList();
    }
}
