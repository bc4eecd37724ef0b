package dev.shakedown.resultstore.ingest;

import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.blob.BlobPieceRepository;
import dev.shakedown.resultstore.blob.BlobPieceRepository.NewPiece;
import dev.shakedown.resultstore.blob.BlobRepository;
import dev.shakedown.resultstore.blob.NewBlob;
import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.campaign.CountRepository;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.job.ArrivedResult;
import dev.shakedown.resultstore.job.DeadLetterRepository;
import dev.shakedown.resultstore.job.EvaluationRepository;
import dev.shakedown.resultstore.job.JobChanges;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.measurement.MeasurementRepository;
import dev.shakedown.resultstore.network.NetworkRepository;
import dev.shakedown.resultstore.retention.RetentionRepository;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes arrivals to the tables. To write them again changes nothing. */
@Singleton
public class ArrivalWriter {

    private final CampaignRepository campaigns;
    private final CountRepository counts;
    private final JobRepository jobs;
    private final ResultRepository results;
    private final EvaluationRepository evaluations;
    private final MeasurementRepository measurements;
    private final NetworkRepository networks;
    private final RetentionRepository retention;
    private final BlobRepository blobs;
    private final BlobPieceRepository blobPieces;
    private final DeadLetterRepository deadLetters;
    private final RejectedRecordRepository rejected;

    ArrivalWriter(
            CampaignRepository campaigns,
            CountRepository counts,
            JobRepository jobs,
            ResultRepository results,
            EvaluationRepository evaluations,
            MeasurementRepository measurements,
            NetworkRepository networks,
            RetentionRepository retention,
            BlobRepository blobs,
            BlobPieceRepository blobPieces,
            DeadLetterRepository deadLetters,
            RejectedRecordRepository rejected) {
        this.campaigns = campaigns;
        this.counts = counts;
        this.jobs = jobs;
        this.results = results;
        this.evaluations = evaluations;
        this.measurements = measurements;
        this.networks = networks;
        this.retention = retention;
        this.blobs = blobs;
        this.blobPieces = blobPieces;
        this.deadLetters = deadLetters;
        this.rejected = rejected;
    }

    /**
     * Writes arrivals of any order.
     *
     * @return how many dead letters are new
     */
    int write(Connection connection, List<Arrival> arrivals) throws SQLException {
        campaigns.keepNewest(connection, only(arrivals, Arrival.Campaign.class, Arrival.Campaign::message));
        campaigns.keepControls(connection, only(arrivals, Arrival.Control.class, Arrival.Control::control));
        networks.insertAll(connection, only(arrivals, Arrival.Network.class, Arrival.Network::message));
        JobChanges changes = writeJobs(connection, arrivals);
        measurements.add(connection, changes);
        retention.letGo(connection, changes.jobIds());
        int letters = deadLetters.insertAll(connection, only(arrivals, Arrival.Dead.class, Arrival.Dead::message));
        rejected.insertAll(connection, only(arrivals, Arrival.Rejected.class, Function.identity()));
        counts.add(connection, changes);
        return letters;
    }

    private JobChanges writeJobs(Connection connection, List<Arrival> arrivals) throws SQLException {
        JobChanges changes = new JobChanges();
        List<ReceivedMessage<AttackRequest>> requests = only(arrivals, Arrival.Request.class, Arrival.Request::message);
        List<NewBlob> artifacts =
                arrivals.stream().flatMap(ArrivalWriter::artifacts).toList();
        List<NewPiece> pieces = only(arrivals, Arrival.Piece.class, Arrival.Piece::piece);
        List<ArrivedResult> ends = only(arrivals, Arrival.Result.class, Arrival.Result::result);
        if (!requests.isEmpty()) {
            // Only a new job's result can have arrived before its request.
            results.setNetworks(connection, jobs.insertAll(connection, requests, changes));
        }
        if (!artifacts.isEmpty()) {
            results.complete(connection, blobs.insertAll(connection, artifacts), changes);
        }
        if (!pieces.isEmpty()) {
            results.complete(connection, blobPieces.insertAll(connection, pieces), changes);
        }
        if (!ends.isEmpty()) {
            // After the blobs, so that a result whose artifacts came with it is complete at once.
            evaluations.insertAll(connection, results.insertAll(connection, ends, changes));
        }
        return changes;
    }

    private static Stream<NewBlob> artifacts(Arrival arrival) {
        if (arrival instanceof Arrival.Artifact artifact) {
            return Stream.of(artifact.blob());
        }
        return arrival instanceof Arrival.Result result ? result.artifacts().stream() : Stream.empty();
    }

    private static <A extends Arrival, T> List<T> only(List<Arrival> arrivals, Class<A> type, Function<A, T> content) {
        return arrivals.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .map(content)
                .toList();
    }
}
