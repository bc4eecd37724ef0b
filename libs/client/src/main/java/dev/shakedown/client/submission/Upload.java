package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.http.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Uploads every distinct file of one document, and puts hashes in the place of files. */
final class Upload {

    /** Bad request, too large, unprocessable: what a file can be refused with. */
    private static final Set<Integer> OF_THE_FILE = Set.of(400, 413, 422);

    private final JobApiClient api;
    private final PreparedCampaign prepared;
    private final LocalCheck check;

    /** By content: what to say in a document, or why the content was refused. */
    private final Map<String, ObjectNode> uploaded = new HashMap<>();

    private final Map<String, String> refused = new HashMap<>();
    private final Map<String, List<String>> warnings = new HashMap<>();

    Upload(JobApiClient api, PreparedCampaign prepared, LocalCheck check) {
        this.api = api;
        this.prepared = prepared;
        this.check = check;
    }

    /**
     * Uploads all files.
     *
     * @throws InvalidDocument if one is refused, and the document does not say to go on without it
     */
    void run() {
        prepared.keepUsable(this::upload);
    }

    /** Gives a line if the file is refused. */
    private Optional<String> upload(FileReference reference) {
        String identity = identity(reference);
        if (!uploaded.containsKey(identity) && !refused.containsKey(identity)) {
            send(reference, identity);
        }
        ObjectNode content = uploaded.get(identity);
        if (content == null) {
            return Optional.of(reference.line(refused.getOrDefault(identity, "cannot be uploaded")));
        }
        reference.node().remove(List.of("file", "variable", "index", "pad"));
        content.properties().forEach(field -> reference.node().set(field.getKey(), field.getValue()));
        warnings.getOrDefault(identity, List.of()).forEach(warning -> prepared.warn(reference.line(warning)));
        return Optional.empty();
    }

    private void send(FileReference reference, String identity) {
        try {
            uploaded.put(
                    identity,
                    stored(
                            reference,
                            identity,
                            Files.readAllBytes(reference.file().path())));
        } catch (ServiceFailure.Refused failure) {
            Problem problem = failure.problem();
            if (!OF_THE_FILE.contains(problem.status())) {
                throw failure;
            }
            refused.put(identity, String.join("; ", problem.lines()));
        } catch (IOException e) {
            refused.put(identity, "cannot be read: " + e.getMessage());
        }
    }

    private ObjectNode stored(FileReference reference, String identity, byte[] bytes) {
        ObjectNode content = reference.node().objectNode();
        if (reference instanceof FileReference.Kernel kernel) {
            JsonNode stored = api.uploadKernel(bytes, parameters(kernel));
            content.put("type", "file");
            content.set("sha256", stored.get("sha256"));
            content.set("size", stored.get("size"));
            content.set("name", stored.get("name"));
            warnings.put(identity, stored.path("warnings").findValuesAsText("message"));
        } else {
            content.put("sha256", api.uploadImage(bytes).sha256());
        }
        return content;
    }

    private static Map<String, String> parameters(FileReference.Kernel kernel) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("format", kernel.format());
        parameters.put("name", kernel.node().path("name").asText(LocalFileResolver.nameOf(kernel.file())));
        for (String choice : List.of("variable", "index", "pad")) {
            if (kernel.node().has(choice)) {
                parameters.put(choice, kernel.node().get(choice).asText());
            }
        }
        return parameters;
    }

    /** What is uploaded once: a content, read in one way. */
    private String identity(FileReference reference) {
        String sha256 = check.sha256(reference);
        return reference instanceof FileReference.Kernel kernel ? sha256 + "\n" + parameters(kernel) : sha256;
    }
}
