package dev.shakedown.client.artifact;

import dev.shakedown.client.FileContent;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All files of a job, in memory, each with the hash that its job says it has. A job that failed has only what it was
 * asked about.
 */
public final class JobFiles {

    private static final Map<ArtifactKind, Picture> PICTURES = Map.of(
            ArtifactKind.BLURRED_PICTURE, Picture.BLURRED,
            ArtifactKind.PERTURBED_PICTURE, Picture.PERTURBED,
            ArtifactKind.CLEAN_OUTPUT_PICTURE, Picture.CLEAN_OUTPUT,
            ArtifactKind.ATTACKED_OUTPUT_PICTURE, Picture.ATTACKED_OUTPUT,
            ArtifactKind.TARGET_PICTURE, Picture.TARGET);

    private static final Map<ArtifactKind, String> ARRAYS =
            Map.of(ArtifactKind.PERTURBATION, "delta", ArtifactKind.BLURRED, "y", ArtifactKind.KERNEL, "kernel");

    private final JobRecord record;
    private final Map<Picture, FileContent> pictures = new EnumMap<>(Picture.class);
    private final Map<String, FileContent> arrays = new LinkedHashMap<>();
    private final Set<ArtifactKind> absent = EnumSet.noneOf(ArtifactKind.class);

    private JobFiles(JobRecord record) {
        this.record = record;
    }

    /**
     * Fetches and verifies all files that are kept.
     *
     * @throws BrokenArtifact if one of them has another hash than its job says
     */
    public static JobFiles fetch(ResultStoreClient store, JobRecord record) {
        JobFiles files = new JobFiles(record);
        AttackRequest request = record.request();
        sharp(request.source()).ifPresent(sha256 -> files.pictures.put(Picture.SHARP, upload(store, sha256)));
        if (request.attack().objective() instanceof Objective.Targeted targeted) {
            files.pictures.put(Picture.TARGET, upload(store, targeted.target().sha256()));
        }
        List<ArtifactRef> artifacts =
                record.success().map(JobOutcome.Succeeded::artifacts).orElse(List.of());
        for (ArtifactRef artifact : artifacts) {
            store.artifactIfStored(request.jobId(), artifact.kind())
                    .ifPresentOrElse(
                            bytes -> files.add(artifact, verified(request.jobId(), artifact, bytes)),
                            () -> files.absent.add(artifact.kind()));
        }
        return files;
    }

    /** Artifacts that the store does not have: the campaigns that ask for the job do not want them kept. */
    public Set<ArtifactKind> absent() {
        return Collections.unmodifiableSet(absent);
    }

    /** The job. */
    public JobRecord record() {
        return record;
    }

    /** All files by name, ending included: pictures, then arrays. */
    Map<String, FileContent> byName() {
        Map<String, FileContent> files = new LinkedHashMap<>();
        pictures.forEach((picture, content) -> files.put(picture.fileName() + content.ending(), content));
        arrays.forEach((name, content) -> files.put(name + content.ending(), content));
        return files;
    }

    /** Every name that any job's file can have. */
    static Stream<String> possibleNames() {
        Stream<String> stems =
                Stream.concat(Stream.of(Picture.values()).map(Picture::fileName), ARRAYS.values().stream());
        return stems.flatMap(stem -> Stream.of(stem + ".png", stem + ".jpg", stem + ".npy"));
    }

    private void add(ArtifactRef artifact, FileContent content) {
        Picture picture = PICTURES.get(artifact.kind());
        if (picture != null) {
            pictures.put(picture, content);
        } else if (ARRAYS.containsKey(artifact.kind())) {
            arrays.put(ARRAYS.get(artifact.kind()), content);
        }
        if (artifact.kind() == ArtifactKind.PERTURBATION) {
            byte[] drawing =
                    AmplifiedDelta.png(content.bytes(), record.request().budget() / 255);
            pictures.put(Picture.AMPLIFIED_DELTA, new FileContent("image/png", drawing));
        }
    }

    private static Optional<String> sharp(ImageSource source) {
        if (source instanceof ImageSource.Sharp sharp) {
            return Optional.of(sharp.sharp().sha256());
        }
        return source instanceof ImageSource.Blurred blurred && blurred.sharp() != null
                ? Optional.of(blurred.sharp().sha256())
                : Optional.empty();
    }

    private static FileContent upload(ResultStoreClient store, String sha256) {
        return verified(store.blob(sha256), sha256, "the uploaded image " + sha256);
    }

    private static FileContent verified(String jobId, ArtifactRef artifact, byte[] bytes) {
        String what = "the artifact " + artifact.kind().wireName() + " of job " + jobId;
        return verified(new FileContent(artifact.mediaType(), bytes), artifact.sha256(), what);
    }

    private static FileContent verified(FileContent content, String sha256, String what) {
        if (!content.sha256().equals(sha256)) {
            throw new BrokenArtifact(what + " arrived with SHA-256 " + content.sha256() + "; must be " + sha256);
        }
        return content;
    }
}
