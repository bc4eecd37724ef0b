package dev.shakedown.resultstore.report;

import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.JobOutcome;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that a job's pictures are made of.
 *
 * @param budget of the job in 255ths where the file is a perturbation; null where it is a picture
 */
record PictureFile(String sha256, @Nullable Double budget) {

    private static final Set<ArtifactKind> PICTURES = EnumSet.of(
            ArtifactKind.PERTURBATION,
            ArtifactKind.BLURRED_PICTURE,
            ArtifactKind.PERTURBED_PICTURE,
            ArtifactKind.CLEAN_OUTPUT_PICTURE,
            ArtifactKind.ATTACKED_OUTPUT_PICTURE,
            ArtifactKind.TARGET_PICTURE);

    /** All files of a job's pictures by their addresses in the interface, as scripts/job/pictures.js names them. */
    static Map<String, PictureFile> of(JobRecord job) {
        Map<String, PictureFile> files = new LinkedHashMap<>();
        ImageSource source = job.request().source();
        if (source instanceof ImageSource.Sharp given) {
            putUpload(files, given.sharp());
        } else if (source instanceof ImageSource.Blurred given) {
            putUpload(files, given.sharp());
            putUpload(files, given.blurred());
        }
        if (job.request().attack().objective() instanceof Objective.Targeted targeted) {
            putUpload(files, targeted.target());
        }
        if (job.result() != null && job.result().outcome() instanceof JobOutcome.Succeeded succeeded) {
            for (ArtifactRef artifact : succeeded.artifacts()) {
                if (PICTURES.contains(artifact.kind())) {
                    files.put(
                            "jobs/%s/artifacts/%s"
                                    .formatted(
                                            job.request().jobId(),
                                            artifact.kind().wireName()),
                            new PictureFile(
                                    artifact.sha256(),
                                    artifact.kind() == ArtifactKind.PERTURBATION
                                            ? (Double) job.request().budget()
                                            : null));
                }
            }
        }
        return files;
    }

    private static void putUpload(Map<String, PictureFile> files, @Nullable ImageRef image) {
        if (image != null) {
            files.put("blobs/" + image.sha256(), new PictureFile(image.sha256(), null));
        }
    }

    /** The same for files that look the same. */
    String name() {
        return budget == null ? sha256 : sha256 + "@" + budget;
    }

    /** The picture, made small. */
    Optional<String> small(byte[] file) {
        return budget == null ? Thumbnail.ofPicture(file) : Thumbnail.ofPerturbation(file, budget / 255);
    }
}
