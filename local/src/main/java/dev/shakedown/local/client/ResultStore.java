package dev.shakedown.local.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.job.ArtifactKind;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** result-store: results and files. Every call throws {@link ServiceFailure} where it cannot answer. */
public final class ResultStore {

    private static final int PAGE = 200;

    private final URI base;
    private final HttpService service;

    /** The result-store at a base address such as {@code http://127.0.0.1:8081}, for a caller without a token. */
    public ResultStore(URI base) {
        this(base, Optional.empty());
    }

    ResultStore(URI base, Optional<String> token) {
        this.base = base;
        this.service = new HttpService(base, token);
    }

    /** Where it is. */
    public URI address() {
        return base;
    }

    /** Every job of a campaign that has ended, in the campaign's order. */
    public List<JobRecord> results(String campaignId) {
        List<JobRecord> records = new ArrayList<>();
        @Nullable String after = "-1";
        while (after != null) {
            String path = "/api/v1/campaigns/%s/results?after=%s&limit=%d"
                    .formatted(HttpService.encoded(campaignId), HttpService.encoded(after), PAGE);
            Page page = service.get(path, new TypeReference<>() {});
            records.addAll(page.results());
            after = page.next();
        }
        return List.copyOf(records);
    }

    /** Dead letters, of one campaign or, if that is null, all. */
    public List<StoredDeadLetter> deadLetters(@Nullable String campaignId) {
        List<StoredDeadLetter> letters = new ArrayList<>();
        String first = "/api/v1/dead-letters?limit=" + PAGE
                + (campaignId == null ? "" : "&campaign=" + HttpService.encoded(campaignId));
        @Nullable String path = first;
        while (path != null) {
            DeadLetterPage page = service.get(path, new TypeReference<>() {});
            letters.addAll(page.deadLetters());
            path = page.next() == null ? null : first + "&after=" + page.next();
        }
        return List.copyOf(letters);
    }

    /** One job. */
    public JobRecord job(String id) {
        return service.get("/api/v1/jobs/" + HttpService.encoded(id), new TypeReference<>() {});
    }

    /** The bytes of an artifact. */
    public byte[] artifact(String jobId, ArtifactKind kind) {
        return service.get("/api/v1/jobs/%s/artifacts/%s".formatted(HttpService.encoded(jobId), kind.wireName()))
                .body();
    }

    /** An uploaded file. */
    public Blob blob(String sha256) {
        HttpResponse<byte[]> response = service.get("/api/v1/blobs/" + HttpService.encoded(sha256));
        String mediaType = response.headers().firstValue("Content-Type").orElse("application/octet-stream");
        return new Blob(mediaType, response.body());
    }

    private record Page(List<JobRecord> results, @Nullable String next) {}

    private record DeadLetterPage(
            List<StoredDeadLetter> deadLetters, @Nullable Long next) {}

    /**
     * A dead letter in the store.
     *
     * @param id its place there
     * @param deadLetter what it says
     */
    public record StoredDeadLetter(long id, DeadLetter deadLetter) {}
}
