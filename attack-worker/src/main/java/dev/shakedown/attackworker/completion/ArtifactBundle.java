package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import dev.shakedown.imaging.image.PictureEncoder;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The artifacts of a completed attack, as bytes. */
public record ArtifactBundle(List<Artifact> artifacts) {

    private static final String NPY = "application/x-npy";
    private static final String PNG = "image/png";

    /**
     * One artifact.
     *
     * @param shape extents separated by {@code x}
     * @param content its bytes
     */
    public record Artifact(ArtifactRef ref, String shape, Content content) {}

    public record Content(byte... bytes) {}

    /** The arrays, without the pictures. */
    static ArtifactBundle ofArrays(AttackOutcome.Completed done) {
        Attack attack = done.attack();
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(array(ArtifactKind.PERTURBATION, done.perturbation()));
        artifacts.add(array(ArtifactKind.BLURRED, attack.blurred()));
        if (attack.kernel() != null) {
            int size = attack.kernel().size();
            artifacts.add(artifact(
                    ArtifactKind.KERNEL, NPY, size + "x" + size, attack.kernel().toNpy()));
        }
        if (done.told() != null) {
            int size = done.told().size();
            artifacts.add(artifact(
                    ArtifactKind.TOLD_KERNEL,
                    NPY,
                    size + "x" + size,
                    done.told().toNpy()));
        }
        return new ArtifactBundle(List.copyOf(artifacts));
    }

    /**
     * These and the pictures; outputs are those of the first judge, whose numbers come first.
     *
     * @param target xTarget, if it is not an uploaded file
     */
    ArtifactBundle withPictures(
            PlanarImage y, PlanarImage delta, JudgeOutcome.Passed first, @Nullable PlanarImage target) {
        List<Artifact> all = new ArrayList<>(artifacts);
        all.add(picture(ArtifactKind.BLURRED_PICTURE, y));
        all.add(picture(ArtifactKind.PERTURBED_PICTURE, y.plus(delta)));
        all.add(picture(ArtifactKind.CLEAN_OUTPUT_PICTURE, first.cleanOutput()));
        all.add(picture(ArtifactKind.ATTACKED_OUTPUT_PICTURE, first.attackedOutput()));
        if (target != null) {
            all.add(picture(ArtifactKind.TARGET_PICTURE, target));
        }
        return new ArtifactBundle(List.copyOf(all));
    }

    /** These, and the outputs of the first judge as arrays. */
    ArtifactBundle withOutputs(JudgeOutcome.Passed first) {
        List<Artifact> all = new ArrayList<>(artifacts);
        all.add(array(ArtifactKind.CLEAN_OUTPUT, first.cleanOutput()));
        all.add(array(ArtifactKind.ATTACKED_OUTPUT, first.attackedOutput()));
        return new ArtifactBundle(List.copyOf(all));
    }

    /** An array, decoded from the bytes that are published. */
    PlanarImage decoded(ArtifactKind kind) {
        Artifact artifact = artifacts.stream()
                .filter(candidate -> candidate.ref().kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no artifact " + kind));
        NpyDecoding decoding = NpyDecoder.decode(artifact.content().bytes(), Integer.MAX_VALUE);
        if (!(decoding instanceof NpyDecoding.Decoded decoded)) {
            throw new IllegalStateException(kind + " was encoded but cannot be decoded: " + decoding);
        }
        NpyArray array = decoded.array();
        return PlanarImage.of(array.shape().side(1), array.shape().side(2), array.toFloats());
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
        return artifact(kind, PNG, shape(image), PictureEncoder.encode(image));
    }

    private static String shape(PlanarImage image) {
        return PlanarImage.CHANNELS + "x" + image.height() + "x" + image.width();
    }

    private static Artifact artifact(ArtifactKind kind, String mediaType, String shape, byte[] bytes) {
        return new Artifact(
                new ArtifactRef(kind, Sha256.hex(bytes), mediaType, bytes.length), shape, new Content(bytes));
    }
}
