package dev.shakedown.jobapi.store;

import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.contract.http.JobStates.EndedJob;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.jobapi.store.StoreAnswer.Absent;
import dev.shakedown.jobapi.store.StoreAnswer.Found;
import dev.shakedown.jobapi.store.StoreAnswer.Unavailable;
import io.vertx.core.http.HttpClosedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The result-store with its failures as values. Blocks; thread-safe. */
@ApplicationScoped
public class ResultStoreGateway {

    private static final Logger LOG = Logger.getLogger(ResultStoreGateway.class);
    private static final int NOT_FOUND = 404;

    /** The largest number of campaigns in one request. */
    public static final int MOST_CAMPAIGNS = 500;

    /** The largest number of jobs in one request. */
    public static final int MOST_JOBS = 5000;

    /** The largest number of files in one request. */
    private static final int MOST_BLOBS = 5000;

    private final ResultStoreApi api;
    private final SharedSummaries summaries = new SharedSummaries(this::campaigns, MOST_CAMPAIGNS);

    ResultStoreGateway(@RestClient ResultStoreApi api) {
        this.api = api;
    }

    /** Stores bytes under their hash; found means that they are safe. */
    public StoreAnswer<BlobDescription> store(String sha256, int width, int height, String mediaType, byte[] content) {
        return ask(() -> api.store(sha256, width, height, mediaType, content));
    }

    /** Stores a file, without holding it in memory. */
    public StoreAnswer<BlobDescription> store(String sha256, int width, int height, String mediaType, Path file) {
        return ask(() -> api.store(sha256, width, height, mediaType, file));
    }

    /** What it knows of a campaign; callers of the same time share a request. */
    public StoreAnswer<CampaignSummary> campaign(String id) {
        return summaries.of(id);
    }

    /** What it knows of these campaigns, by id, as far as it knows them; at most {@value #MOST_CAMPAIGNS}. */
    public StoreAnswer<Map<String, CampaignSummary>> campaigns(Collection<String> ids) {
        if (ids.isEmpty()) {
            return new Found<>(Map.of());
        }
        return ask(() -> api.campaigns(String.join(",", ids)).stream()
                .collect(Collectors.toMap(CampaignSummary::id, Function.identity())));
    }

    /** Those of these jobs that have ended, by id; at most {@value #MOST_JOBS}. */
    public StoreAnswer<Map<String, EndedJob>> ended(List<String> jobIds) {
        return ask(() -> api.states(new ResultStoreApi.JobIds(jobIds)).ended());
    }

    /** How long a network's steps took, size by size. */
    public StoreAnswer<List<StepTime>> stepTimes(String networkSha256) {
        return ask(() -> api.stepTimes(networkSha256));
    }

    /** A page of dead letters: of a campaign, of a job, or all. */
    public StoreAnswer<DeadLetterPage> deadLetters(
            @Nullable String campaign, @Nullable String job, @Nullable Long after, int limit) {
        return ask(() -> api.deadLetters(campaign, job, after, limit));
    }

    /** Describes files by SHA-256; those that are not stored are missing in the map. */
    public StoreAnswer<Map<String, BlobDescription>> describe(Set<String> sha256s) {
        Map<String, BlobDescription> found = new HashMap<>();
        List<String> all = List.copyOf(sha256s);
        for (int first = 0; first < all.size(); first += MOST_BLOBS) {
            List<String> some = all.subList(first, Math.min(all.size(), first + MOST_BLOBS));
            StoreAnswer<List<BlobDescription>> answer = ask(() -> api.describe(some));
            if (!(answer instanceof Found<List<BlobDescription>> known)) {
                return new Unavailable<>(answer.reason());
            }
            known.value().forEach(blob -> found.put(blob.sha256(), blob));
        }
        return new Found<>(found);
    }

    /** Every call is idempotent, so one that met a pooled connection which the other side had closed is made again. */
    private static <T> StoreAnswer<T> ask(Supplier<T> call) {
        try {
            return answer(call);
        } catch (RuntimeException e) {
            if (!closedByTheOtherSide(e)) {
                return unavailable(e);
            }
        }
        try {
            return answer(call);
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    private static <T> StoreAnswer<T> answer(Supplier<T> call) {
        try {
            return new Found<>(call.get());
        } catch (WebApplicationException e) {
            int status = e.getResponse().getStatus();
            return status == NOT_FOUND
                    ? new Absent<>()
                    : new Unavailable<>("The result-store answered with status %d".formatted(status));
        }
    }

    private static <T> StoreAnswer<T> unavailable(RuntimeException e) {
        LOG.warnf("The result-store does not answer: %s", e);
        return new Unavailable<>("The result-store does not answer");
    }

    private static boolean closedByTheOtherSide(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpClosedException) {
                return true;
            }
        }
        return false;
    }
}
