package dev.shakedown.worker;

import dev.shakedown.array.FloatArray;
import dev.shakedown.array.NpyEncoder;
import dev.shakedown.array.Shape;
import dev.shakedown.attack.Attack;
import dev.shakedown.attack.AttackOutcome;
import dev.shakedown.attack.Perturbing;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.image.PngEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a completed attack leaves behind, as bytes.
 *
 * @param artifacts each with its description
 */
record ArtifactBundle(List<Artifact> artifacts) {

    private static final String NPY = "application/x-npy";
    private static final String PNG = "image/png";

    /**
     * One artifact.
     *
     * @param ref its description
     * @param shape extents separated by {@code x}
     * @param content its bytes
     */
    record Artifact(ArtifactRef ref, String shape, Content content) {}

    /** Bytes that nobody changes any more. */
    record Content(byte... bytes) {}

    static ArtifactBundle of(AttackOutcome.Completed done) {
        Attack attack = done.attack();
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(array(ArtifactKind.PERTURBATION, done.perturbation()));
        artifacts.add(array(ArtifactKind.BLURRED, attack.blurred()));
        if (attack.kernel() != null) {
            int size = attack.kernel().size();
            artifacts.add(artifact(
                    ArtifactKind.KERNEL, NPY, size + "x" + size, attack.kernel().toNpy()));
        }
        artifacts.add(picture(ArtifactKind.BLURRED_PICTURE, attack.blurred()));
        artifacts.add(picture(ArtifactKind.PERTURBED_PICTURE, Perturbing.add(attack.blurred(), done.perturbation())));
        artifacts.add(picture(ArtifactKind.CLEAN_OUTPUT_PICTURE, done.cleanOutput()));
        artifacts.add(picture(ArtifactKind.ATTACKED_OUTPUT_PICTURE, done.attackedOutput()));
        return new ArtifactBundle(List.copyOf(artifacts));
    }

    List<ArtifactRef> refs() {
        return artifacts.stream().map(Artifact::ref).toList();
    }

    private static Artifact array(ArtifactKind kind, PlanarImage image) {
        byte[] npy = NpyEncoder.encode(
                FloatArray.of(Shape.of(PlanarImage.CHANNELS, image.height(), image.width()), image.values()));
        return artifact(kind, NPY, shape(image), npy);
    }

    private static Artifact picture(ArtifactKind kind, PlanarImage image) {
        return artifact(kind, PNG, shape(image), PngEncoder.encode(image));
    }

    private static String shape(PlanarImage image) {
        return PlanarImage.CHANNELS + "x" + image.height() + "x" + image.width();
    }

    private static Artifact artifact(ArtifactKind kind, String mediaType, String shape, byte[] bytes) {
        return new Artifact(
                new ArtifactRef(kind, UploadedFiles.sha256(bytes), mediaType, bytes.length), shape, new Content(bytes));
    }
}
