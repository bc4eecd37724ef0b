package dev.shakedown.client;

import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All files of a job, in memory, each with the hash that its job says it has. A job that failed has only what it was
 * asked about.
 */
public final class JobFiles {

    private static final String SHARP = "x";
    private static final String TARGET = "target";
    private static final String AMPLIFIED_DELTA = "delta-amplified";

    /** Names without endings, in the order in which people look at the files. */
    private static final List<String> NAMES = List.of(
            SHARP,
            "blurred",
            "perturbed",
            AMPLIFIED_DELTA,
            "clean-output",
            "attacked-output",
            TARGET,
            "delta",
            "y",
            "kernel",
            "told-kernel",
            "clean-output-array",
            "attacked-output-array");

    private static final Map<ArtifactKind, String> NAME = Map.ofEntries(
            Map.entry(ArtifactKind.BLURRED_PICTURE, "blurred"),
            Map.entry(ArtifactKind.PERTURBED_PICTURE, "perturbed"),
            Map.entry(ArtifactKind.CLEAN_OUTPUT_PICTURE, "clean-output"),
            Map.entry(ArtifactKind.ATTACKED_OUTPUT_PICTURE, "attacked-output"),
            Map.entry(ArtifactKind.TARGET_PICTURE, TARGET),
            Map.entry(ArtifactKind.PERTURBATION, "delta"),
            Map.entry(ArtifactKind.BLURRED, "y"),
            Map.entry(ArtifactKind.KERNEL, "kernel"),
            Map.entry(ArtifactKind.TOLD_KERNEL, "told-kernel"),
            Map.entry(ArtifactKind.CLEAN_OUTPUT, "clean-output-array"),
            Map.entry(ArtifactKind.ATTACKED_OUTPUT, "attacked-output-array"));

    private static final int MOST_ELEMENTS = 3 * 4_194_304;

    private final JobRecord record;
    private final Map<String, FileContent> files = new TreeMap<>(Comparator.comparing(NAMES::indexOf));
    private final Set<ArtifactKind> absent = EnumSet.noneOf(ArtifactKind.class);

    private JobFiles(JobRecord record) {
        this.record = record;
    }

    /** A file is not what its job says it is. */
    public static final class BrokenArtifact extends RuntimeException {
        private BrokenArtifact(String message) {
            super(message);
        }
    }

    /**
     * Fetches and verifies all files that are kept.
     *
     * @throws BrokenArtifact if one of them has another hash than its job says
     */
    public static JobFiles fetch(ResultStoreClient store, JobRecord record) {
        JobFiles files = new JobFiles(record);
        AttackRequest request = record.request();
        sharp(request.source()).ifPresent(sha256 -> files.files.put(SHARP, upload(store, sha256)));
        if (request.attack().objective() instanceof Objective.Targeted targeted) {
            files.files.put(TARGET, upload(store, targeted.target().sha256()));
        }
        List<ArtifactRef> artifacts =
                record.success().map(JobOutcome.Succeeded::artifacts).orElse(List.of());
        for (ArtifactRef artifact : artifacts) {
            store.artifactIfStored(request.jobId(), artifact.kind())
                    .ifPresentOrElse(bytes -> files.add(artifact, bytes), () -> files.absent.add(artifact.kind()));
        }
        return files;
    }

    /** Artifacts that the store does not have: the campaigns that ask for the job do not want them kept. */
    public Set<ArtifactKind> absent() {
        return Collections.unmodifiableSet(absent);
    }

    public JobRecord record() {
        return record;
    }

    /** All files by name, ending included. */
    Map<String, FileContent> byName() {
        Map<String, FileContent> named = new LinkedHashMap<>();
        files.forEach((name, content) -> named.put(name + content.ending(), content));
        return named;
    }

    /** Every name that any job's file can have. */
    static Stream<String> possibleNames() {
        return NAMES.stream().flatMap(name -> Stream.of(name + ".png", name + ".jpg", name + ".npy"));
    }

    private void add(ArtifactRef artifact, byte[] bytes) {
        String what = "the artifact %s of job %s"
                .formatted(artifact.kind().wireName(), record.request().jobId());
        FileContent content = verified(new FileContent(artifact.mediaType(), bytes), artifact.sha256(), what);
        String name = NAME.get(artifact.kind());
        if (name != null) {
            files.put(name, content);
        }
        if (artifact.kind() == ArtifactKind.PERTURBATION) {
            byte[] drawing = amplified(bytes, record.request().budget() / 255);
            files.put(AMPLIFIED_DELTA, new FileContent("image/png", drawing));
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

    private static FileContent verified(FileContent content, String sha256, String what) {
        if (!content.sha256().equals(sha256)) {
            throw new BrokenArtifact(what + " arrived with SHA-256 " + content.sha256() + "; must be " + sha256);
        }
        return content;
    }

    /**
     * Makes a perturbation visible: 0.5 + delta / (2 epsilon), so that -epsilon is black, 0 is grey and epsilon is
     * white.
     *
     * @param npy delta as an NPY file of shape (3, H, W)
     * @param epsilon the budget on the scale of [0,1]
     * @return the bytes of a PNG
     */
    private static byte[] amplified(byte[] npy, double epsilon) {
        if (!(NpyDecoder.decode(npy, MOST_ELEMENTS) instanceof NpyDecoding.Decoded decoded)
                || !isImage(decoded.array())) {
            throw new BrokenArtifact("the perturbation is not an NPY array of shape (3, H, W)");
        }
        NpyArray delta = decoded.array();
        float[] values = delta.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 + values[i] / (2 * epsilon));
        }
        return PngEncoder.encode(
                PlanarImage.of(delta.shape().side(1), delta.shape().side(2), values));
    }

    private static boolean isImage(NpyArray array) {
        return array.shape().dimensions() == 3 && array.shape().side(0) == PlanarImage.CHANNELS;
    }
}
