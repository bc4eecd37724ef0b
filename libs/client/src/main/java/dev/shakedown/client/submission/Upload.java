package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.imaging.image.Photograph;
import dev.shakedown.imaging.image.PhotographReading;
import dev.shakedown.imaging.image.PhotographRecipe.Fit;
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
    private final ImageFitting fitting;

    /** By content: what to say in a document, or why the content was refused or skipped. */
    private final Map<String, ObjectNode> uploaded = new HashMap<>();

    private final Map<String, String> refused = new HashMap<>();
    private final Map<String, String> skipped = new HashMap<>();
    private final Map<String, List<String>> warnings = new HashMap<>();
    private final Map<String, ImageRef> pictures = new HashMap<>();

    Upload(JobApiClient api, PreparedCampaign prepared, LocalCheck check) {
        this.api = api;
        this.prepared = prepared;
        this.check = check;
        this.fitting = new ImageFitting(prepared, reference -> Optional.ofNullable(pictures.get(identity(reference))));
    }

    /**
     * Uploads all files.
     *
     * @throws InvalidDocument if one is refused, and the document does not say to go on without it
     */
    void run() {
        prepared.keepUsable(this::upload);
        prepared.skip(fitting.misfits(reference -> Optional.ofNullable(skipped.get(identity(reference)))));
    }

    /** Gives a line if the file is refused. */
    private Optional<String> upload(FileReference reference) {
        if (reference instanceof FileReference.Image image && image.fit() != null && image.fit() != Fit.SKIP) {
            Optional<String> problem = fitting.problem(image);
            if (problem.isPresent() || fitting.isHopeless()) {
                return problem;
            }
        }
        String identity = identity(reference);
        if (!uploaded.containsKey(identity) && !refused.containsKey(identity) && !skipped.containsKey(identity)) {
            send(reference, identity);
        }
        if (skipped.containsKey(identity)) {
            return Optional.empty();
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
            byte[] bytes = Files.readAllBytes(reference.file().path());
            if (reference instanceof FileReference.Kernel kernel) {
                uploaded.put(identity, kernel(kernel, identity, bytes));
            } else {
                photograph((FileReference.Image) reference, identity, bytes);
            }
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

    private ObjectNode kernel(FileReference.Kernel kernel, String identity, byte[] bytes) {
        JsonNode stored = api.uploadKernel(bytes, parameters(kernel));
        ObjectNode content = kernel.node().objectNode();
        content.put("type", "file");
        content.set("sha256", stored.get("sha256"));
        content.set("size", stored.get("size"));
        content.set("name", stored.get("name"));
        warnings.put(identity, stored.path("warnings").findValuesAsText("message"));
        return content;
    }

    private void photograph(FileReference.Image image, String identity, byte[] bytes) {
        PhotographReading reading = Photograph.read(bytes, fitting.recipe(image));
        ObjectNode content = image.node().objectNode();
        if (reading instanceof PhotographReading.Refused problem) {
            refused.put(identity, "%s: must be %s".formatted(problem.problem(), problem.expected()));
        } else if (reading instanceof PhotographReading.Skipped misfit) {
            skipped.put(identity, misfit.reason());
        } else if (reading instanceof PhotographReading.Made made) {
            stored(identity, content, made.png());
            content.put("recipe", "%s; from sha256 %s".formatted(made.recipe(), check.sha256(image)));
            if (made.hadTransparency() && image.recipe().background() == null) {
                warnings.put(
                        identity, List.of("has transparent pixels, which now show white; background: names a colour"));
            }
        } else {
            stored(identity, content, bytes);
        }
    }

    private void stored(String identity, ObjectNode content, byte[] picture) {
        ImageRef stored = api.uploadImage(picture);
        pictures.put(identity, stored);
        uploaded.put(identity, content.put("sha256", stored.sha256()));
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
        return reference instanceof FileReference.Kernel kernel
                ? sha256 + "\n" + parameters(kernel)
                : sha256 + "\n" + fitting.recipe((FileReference.Image) reference);
    }
}
