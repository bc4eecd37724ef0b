package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.contract.http.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One submission of one document: uploads every distinct file once, then submits what has only hashes in it. */
public final class CampaignSubmitter {

    /** Far above what the API accepts, and small enough to hold. */
    private static final long LARGEST_FILE = 256L << 20;

    private final JobApiClient api;
    private final Map<String, ObjectNode> uploaded = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private CampaignSubmitter(JobApiClient api) {
        this.api = api;
    }

    /**
     * Submits a document.
     *
     * @throws InvalidDocument if it, or a file that it names, is not acceptable; then no campaign was accepted
     * @throws ServiceFailure if the API cannot be reached or fails
     */
    public static SubmittedCampaign submit(CampaignDocument document, JobApiClient api) {
        return send(document, api, api::submit);
    }

    /**
     * Says what a document would be as a campaign. Its files are uploaded; nothing is submitted.
     *
     * @throws InvalidDocument if it, or a file that it names, is not acceptable
     * @throws ServiceFailure if the API cannot be reached or fails
     */
    public static DryRun dryRun(CampaignDocument document, JobApiClient api) {
        return send(document, api, api::dryRun);
    }

    private static <T> T send(CampaignDocument document, JobApiClient api, Function<JsonNode, T> call) {
        PreparedCampaign prepared = LocalFileResolver.resolve(document);
        CampaignSubmitter submitter = new CampaignSubmitter(api);
        prepared.references().forEach(submitter::upload);
        if (!submitter.violations.isEmpty()) {
            throw new InvalidDocument(submitter.violations);
        }
        try {
            return call.apply(prepared.tree());
        } catch (ServiceFailure.Refused refused) {
            throw inTheUsersTerms(refused, prepared);
        }
    }

    private static RuntimeException inTheUsersTerms(ServiceFailure.Refused refused, PreparedCampaign prepared) {
        Problem problem = refused.problem();
        if (problem.violations().isEmpty()) {
            return refused;
        }
        return new InvalidDocument(problem.violations().stream()
                .map(v -> new Violation(prepared.asWritten(v.field()), v.value(), v.expected()).line())
                .distinct()
                .toList());
    }

    private void upload(FileReference reference) {
        try {
            ObjectNode content = uploaded.get(identity(reference));
            if (content == null) {
                content = send(reference);
                uploaded.put(identity(reference), content);
            }
            reference.node().remove(List.of("file", "variable", "index"));
            for (Map.Entry<String, JsonNode> property : content.properties()) {
                reference.node().set(property.getKey(), property.getValue());
            }
        } catch (ServiceFailure.Refused refused) {
            if (!refused.problem().callersMistake()) {
                throw refused;
            }
            violations.add(refusal(reference, refused.problem()));
        } catch (IOException e) {
            violations.add(reference.field() + ": " + reference.file() + ": cannot be read: " + e.getMessage());
        }
    }

    private ObjectNode send(FileReference reference) throws IOException {
        byte[] bytes = read(reference.file());
        ObjectNode content = reference.node().objectNode();
        if (reference instanceof FileReference.Kernel kernel) {
            JsonNode stored = api.uploadKernel(bytes, parameters(kernel));
            content.put("type", "file");
            content.set("sha256", stored.get("sha256"));
            content.set("size", stored.get("size"));
            content.set("name", stored.get("name"));
        } else {
            content.put("sha256", api.uploadImage(bytes).sha256());
        }
        return content;
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException("larger than 256 MiB");
        }
        return Files.readAllBytes(file);
    }

    private static Map<String, String> parameters(FileReference.Kernel kernel) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("format", kernel.format());
        parameters.put("name", kernel.node().path("name").asText(FileNames.asName(kernel.file())));
        for (String choice : List.of("variable", "index")) {
            if (kernel.node().has(choice)) {
                parameters.put(choice, kernel.node().get(choice).asText());
            }
        }
        return parameters;
    }

    /** What is uploaded once: a file, read in one way. */
    private static String identity(FileReference reference) throws IOException {
        Path file = reference.file().toRealPath();
        return reference instanceof FileReference.Kernel kernel ? file + "\n" + parameters(kernel) : file.toString();
    }

    private static String refusal(FileReference reference, Problem problem) {
        return reference.field() + ": " + reference.file().getFileName() + ": " + String.join("; ", problem.lines());
    }
}
