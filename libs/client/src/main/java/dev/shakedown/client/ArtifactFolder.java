package dev.shakedown.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder with one job's files:
 *
 * <pre>
 * job.json             {"request", "result"}: what was asked, how it ended, and every number
 * x.png target.png     sharp image and target, the very bytes that were uploaded (.jpg if they were JPEG)
 * y.npy delta.npy      blurred image and perturbation, float32 (3, H, W), bit for bit what the worker computed
 * kernel.npy           blur kernel, float64 (K, K)
 * told-kernel.npy      kernel that networks are told under attack, where it is perturbed, float64 (K, K)
 * clean-output-array.npy attacked-output-array.npy      N(y), N(y+delta), float32 (3, H, W), with keepOutputs
 * blurred.png perturbed.png clean-output.png attacked-output.png      y, y+delta, N(y), N(y+delta) in 8 bits
 * delta-amplified.png  0.5 + delta / (2 epsilon)
 * </pre>
 *
 * Files that a job does not have are absent.
 */
public final class ArtifactFolder {

    private static final String DESCRIPTION = "job.json";

    private final Path path;

    public ArtifactFolder(Path path) {
        this.path = path;
    }

    /** Whether {@link #write} would overwrite nothing but an earlier fetch of the same job. */
    public boolean isFreeFor(String jobId) throws IOException {
        if (!Files.exists(path)) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            if (files.findAny().isEmpty()) {
                return true;
            }
        }
        Path description = path.resolve(DESCRIPTION);
        if (!Files.isRegularFile(description)) {
            return false;
        }
        JsonNode job = WireFormat.parse(Files.readAllBytes(description));
        return job.path("request").path("jobId").asText().equals(jobId);
    }

    public List<Path> write(JobFiles files) throws IOException {
        Files.createDirectories(path);
        for (String name : JobFiles.possibleNames().toList()) {
            Files.deleteIfExists(path.resolve(name));
        }
        for (Map.Entry<String, FileContent> file : files.byName().entrySet()) {
            Files.write(path.resolve(file.getKey()), file.getValue().bytes());
        }
        // Last, so that a folder with a description is complete.
        Files.writeString(path.resolve(DESCRIPTION), WireFormat.pretty(files.record()));
        return Stream.concat(files.byName().keySet().stream(), Stream.of(DESCRIPTION))
                .map(path::resolve)
                .toList();
    }
}
