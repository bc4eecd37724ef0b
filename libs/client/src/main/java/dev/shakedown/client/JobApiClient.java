package dev.shakedown.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignListing;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.Requeued;
import dev.shakedown.contract.http.Submission;
import dev.shakedown.contract.network.AnnouncedNetwork;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** job-api: submit and watch. Every call throws {@link ServiceFailure} where it cannot answer. */
public final class JobApiClient {

    private static final String CAMPAIGNS = "/api/v1/campaigns";

    private final URI base;
    private final Optional<String> token;
    private final HttpService service;

    /** The job-api at a base address such as {@code http://127.0.0.1:8080}, for a caller without a token. */
    public JobApiClient(URI base) {
        this(base, Optional.empty());
    }

    /** The job-api at a base address, for the bearer of a token; the result-store that it names is shown it, too. */
    public JobApiClient(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
        this.service = new HttpService(base, token);
    }

    /** Where the result-store is. */
    public ResultStoreClient resultStore() {
        JsonNode entry;
        try {
            entry = service.get("/api/v1", new TypeReference<>() {});
        } catch (ServiceFailure e) {
            throw foreign().orElse(e);
        }
        String address = entry.path("resultStore").asText("");
        if (address.isEmpty()) {
            throw foreign().orElse(new ServiceFailure.Unintelligible(base, "does not say where the result-store is"));
        }
        return new ResultStoreClient(URI.create(address), token);
    }

    /** That something else than job-api answers at its address; empty if nothing does, or if it is job-api. */
    public Optional<ServiceFailure> foreign() {
        return ServiceProbe.foreign(base, token).map(answers -> new ServiceFailure.WrongService(base, answers));
    }

    /** The networks that workers can attack. */
    public List<AnnouncedNetwork> networks() {
        return service.get("/api/v1/networks", new TypeReference<>() {});
    }

    /** Takes back that a queue's workers serve a network. */
    public void withdrawNetwork(String id, RequestQueue queue) {
        String from = HttpService.query(queue.name() == null ? Map.of() : Map.of("queue", queue.name()));
        service.delete("/api/v1/networks/" + HttpService.encoded(id) + from);
    }

    /** Stores a PNG or JPEG. */
    public ImageRef uploadImage(byte[] file) {
        return service.post("/api/v1/images", "application/octet-stream", file, new TypeReference<>() {});
    }

    /**
     * Stores a kernel.
     *
     * @param file its bytes
     * @param parameters {@code format}, {@code name}, {@code pad} and, for a MATLAB file, {@code variable} and
     *     {@code index}
     * @return the fields of a {@code file} kernel: size, sha256 and name; and {@code warnings}, if there are any
     */
    public JsonNode uploadKernel(byte[] file, Map<String, String> parameters) {
        String path = "/api/v1/kernels" + HttpService.query(parameters);
        return service.post(path, "application/octet-stream", file, new TypeReference<>() {});
    }

    /** Submits a campaign whose images and kernels are all named by hash. */
    public Submission submit(JsonNode document) {
        JsonNode answer = service.post(
                CAMPAIGNS, "application/json", WireFormat.bytes(document), new TypeReference<JsonNode>() {});
        // Jackson writes a record's parts into one object, and cannot read them back into the record.
        try {
            return new Submission(
                    WireFormat.json().treeToValue(answer, SubmittedCampaign.class),
                    WireFormat.json().treeToValue(answer.path("warnings"), new TypeReference<List<Warning>>() {}));
        } catch (JsonProcessingException e) {
            throw new ServiceFailure.Unintelligible(
                    base, "answered a submission with unexpected content: " + e.getOriginalMessage());
        }
    }

    /** How far a campaign has come. */
    public CampaignStatus campaign(String id) {
        return service.get(CAMPAIGNS + "/" + HttpService.encoded(id), new TypeReference<>() {});
    }

    /** What a document would be as a campaign; nothing is submitted. */
    public DryRun dryRun(JsonNode document) {
        return service.post(
                CAMPAIGNS + "?dryRun=true", "application/json", WireFormat.bytes(document), new TypeReference<>() {});
    }

    /**
     * Every campaign that fits, newest first.
     *
     * @param filter {@code state}, {@code name}, {@code id}: those that are given
     */
    public List<CampaignStatus> campaigns(Map<String, String> filter) {
        Map<String, String> parameters = new LinkedHashMap<>(filter);
        parameters.put("limit", "200");
        List<CampaignStatus> campaigns = new ArrayList<>();
        String next;
        do {
            CampaignListing page = listing(parameters);
            campaigns.addAll(page.campaigns());
            next = page.next();
            parameters.put("after", String.valueOf(next));
        } while (next != null);
        return campaigns;
    }

    /** The campaign that was submitted last; empty if there is none. */
    Optional<CampaignStatus> newest() {
        return listing(Map.of("limit", "1")).campaigns().stream().findFirst();
    }

    private CampaignListing listing(Map<String, String> parameters) {
        return service.get(CAMPAIGNS + HttpService.query(parameters), new TypeReference<>() {});
    }

    /** Pauses, resumes, cancels or retries a campaign, whichever word is given. */
    public CampaignStatus act(String id, String action) {
        return service.post(
                CAMPAIGNS + "/" + HttpService.encoded(id) + "/" + action,
                "application/json",
                new byte[0],
                new TypeReference<>() {});
    }

    /** Requeues dead letters: {@code jobs}, {@code campaign} or {@code all}. */
    public Requeued requeue(Map<String, Object> order) {
        return service.post(
                "/api/v1/dead-letters/requeue", "application/json", WireFormat.bytes(order), new TypeReference<>() {});
    }
}
