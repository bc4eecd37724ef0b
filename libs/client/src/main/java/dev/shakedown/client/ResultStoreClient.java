package dev.shakedown.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.contract.http.ImportedBundle;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** result-store: results and files. Every call throws {@link ServiceFailure} where it cannot answer. */
public final class ResultStoreClient {

    private static final int PAGE = 200;
    private static final int NOT_FOUND = 404;

    private final URI base;
    private final HttpService service;

    private record JobIds(List<String> jobs) {}

    private record Page(List<JobRecord> results, @Nullable String next) {}

    /** The result-store at a base address such as {@code http://127.0.0.1:8081}, for a caller without a token. */
    public ResultStoreClient(URI base) {
        this(base, Optional.empty());
    }

    ResultStoreClient(URI base, Optional<String> token) {
        this.base = base;
        this.service = new HttpService(base, token);
    }

    /** The page that lists all campaigns. */
    public String page() {
        String address = base.toString();
        return address.endsWith("/") ? address : address + "/";
    }

    /** The page of a campaign. */
    public String page(String campaignId) {
        return page() + "campaign.html?id=" + campaignId;
    }

    /** Every job of a campaign that has ended, in the campaign's order, all in memory. */
    public List<JobRecord> results(String campaignId) {
        return results(campaignId, ResultQuery.ALL);
    }

    /** Some results of a campaign, all in memory. */
    public List<JobRecord> results(String campaignId, ResultQuery query) {
        List<JobRecord> records = new ArrayList<>();
        pages(campaignId, query).forEachRemaining(records::add);
        return List.copyOf(records);
    }

    /** Some results of a campaign, of any number: pages are fetched one by one as they are read. */
    public Iterator<JobRecord> pages(String campaignId, ResultQuery query) {
        Integer limit = query.limit();
        int size = limit == null ? PAGE : Math.min(PAGE, limit);
        Stream<JobRecord> records = Stream.iterate(
                        Optional.of(fetch(query.path(campaignId, null, size))),
                        Optional::isPresent,
                        last -> last.flatMap(page -> Optional.ofNullable(page.next()))
                                .map(after -> fetch(query.path(campaignId, after, size))))
                .flatMap(page -> page.orElseThrow().results().stream());
        return (limit == null ? records : records.limit(limit)).iterator();
    }

    private Page fetch(String path) {
        return service.get(path, new TypeReference<>() {});
    }

    /** How many jobs of a campaign there are, and how they ended. */
    public CampaignSummary campaign(String campaignId) {
        return service.get(campaignPath(campaignId), new TypeReference<>() {});
    }

    /** A campaign's document as it was accepted, JSON. */
    public byte[] document(String campaignId) {
        return service.get(campaignPath(campaignId) + "/document").body();
    }

    /** A campaign's rows of a view, a JSON array. */
    public byte[] view(String campaignId, String name) {
        return service.get(campaignPath(campaignId) + "/views/" + name).body();
    }

    /** Which artifacts a campaign's jobs must have. */
    public Retention retention(String campaignId) {
        SubmittedCampaign document = service.get(campaignPath(campaignId) + "/document", new TypeReference<>() {});
        return document.campaign().retention();
    }

    /**
     * Writes the results that fit the query's filters, all columns of them, to a file as they come. What is at the
     * place is whole: it is written beside it first.
     *
     * @param ending {@code csv}, {@code jsonl} or {@code parquet}
     * @param query filters alone: no order and no limit
     * @throws IOException if the file cannot be written
     */
    public void downloadResults(String campaignId, String ending, ResultQuery query, Path file) throws IOException {
        download(query.filePath(campaignId, ending), file);
    }

    /**
     * The same into a stream, which stays open.
     *
     * @throws IOException if the stream fails
     */
    public void streamResults(String campaignId, String ending, ResultQuery query, OutputStream sink)
            throws IOException {
        service.download(query.filePath(campaignId, ending), sink);
    }

    /**
     * Writes a campaign's page to one HTML file.
     *
     * @param pictures how many jobs to show with pictures, from 0 to 1000
     * @throws IOException if the file cannot be written
     */
    public void downloadReport(String campaignId, int pictures, Path file) throws IOException {
        download(campaignPath(campaignId) + "/report.html?pictures=" + pictures, file);
    }

    /**
     * Writes a campaign's rows of a view to a file.
     *
     * @param name such as {@code paper-table.csv} or {@code paper-table.tex}
     * @throws IOException if the file cannot be written
     */
    public void downloadView(String campaignId, String name, Path file) throws IOException {
        download(campaignPath(campaignId) + "/views/" + name, file);
    }

    /**
     * Writes every perturbation of a campaign to a ZIP file as they come. What is at the place is whole: it is written
     * beside it first.
     *
     * @throws IOException if the file cannot be written
     */
    public void downloadPerturbations(String campaignId, Path file) throws IOException {
        download(campaignPath(campaignId) + "/perturbations.zip", file);
    }

    private void download(String path, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream sink = Files.newOutputStream(part)) {
                service.download(path, sink);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String campaignPath(String id) {
        return "/api/v1/campaigns/" + HttpService.encoded(id);
    }

    /** Dead letters, of one campaign or, if that is null, all. */
    public List<DeadLetterPage.Numbered> deadLetters(@Nullable String campaignId) {
        List<DeadLetterPage.Numbered> letters = new ArrayList<>();
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

    /** The page that shows an imported bundle, and to which others can be added. */
    public String comparisonPage(String bundleId) {
        return page() + "compare.html?bundle=" + bundleId;
    }

    /**
     * Imports a bundle, which takes the service up to some minutes.
     *
     * @param key must have signed it; null for no check
     * @throws IOException if the file cannot be read
     */
    public ImportedBundle importBundle(Path file, @Nullable PublicKey key) throws IOException {
        String query = key == null
                ? ""
                : "?public-key=" + Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded());
        return service.put(
                "/api/v1/bundles/" + Sha256.of(file).hex() + query, "application/zip", file, new TypeReference<>() {});
    }

    /** The bundles that were imported, newest first. */
    public List<ImportedBundle> bundles() {
        return service.get("/api/v1/bundles", new TypeReference<>() {});
    }

    public void removeBundle(String id) {
        service.delete("/api/v1/bundles/" + HttpService.encoded(id));
    }

    public JobRecord job(String id) {
        return service.get("/api/v1/jobs/" + HttpService.encoded(id), new TypeReference<>() {});
    }

    /** The ids of some jobs, at most ten, whose ids begin with these hexadecimal digits. */
    public List<String> jobsThatBegin(String digits) {
        JobIds found = service.get("/api/v1/jobs?id=" + HttpService.encoded(digits), new TypeReference<>() {});
        return found.jobs();
    }

    /** The bytes of an artifact; empty if it is not stored, for instance because the campaign does not keep it. */
    public Optional<byte[]> artifactIfStored(String jobId, ArtifactKind kind) {
        String path = "/api/v1/jobs/%s/artifacts/%s".formatted(HttpService.encoded(jobId), kind.wireName());
        return ifStored(() -> service.get(path).body());
    }

    /** An uploaded file; empty if it is not stored. */
    public Optional<FileContent> blobIfStored(String sha256) {
        return ifStored(() -> blob(sha256));
    }

    private static <T> Optional<T> ifStored(Supplier<T> fetching) {
        try {
            return Optional.of(fetching.get());
        } catch (ServiceFailure.Refused e) {
            if (e.problem().status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public FileContent blob(String sha256) {
        HttpResponse<byte[]> response = service.get("/api/v1/blobs/" + HttpService.encoded(sha256));
        String mediaType = response.headers().firstValue("Content-Type").orElse("application/octet-stream");
        return new FileContent(mediaType, response.body());
    }
}
