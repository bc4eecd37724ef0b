package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.input.RequestFiles;
import dev.shakedown.attackworker.input.RequestFiles.UnusableFileException;
import dev.shakedown.attackworker.verification.SucceededJob.StoredFiles;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A job's files. Only bytes with the hash that the job says are returned; each mismatch is recorded once. */
final class Evidence implements RequestFiles {

    private static final int MOST_ELEMENTS = 3 * 4_194_304;

    private final StoredFiles files;
    private final Comparisons.Section section;
    private final Map<ArtifactKind, byte[]> artifacts = new EnumMap<>(ArtifactKind.class);
    private final Map<String, Optional<byte[]>> uploads = new HashMap<>();

    Evidence(SucceededJob job, Comparisons.Section section) {
        this.files = job.files();
        this.section = section;
        for (ArtifactRef ref : job.outcome().artifacts()) {
            check(ref, job.keeps(ref.kind()));
        }
    }

    private void check(ArtifactRef ref, boolean mustBeThere) {
        String what = ref.kind().wireName();
        Optional<byte[]> bytes = files.artifact(ref.kind());
        if (bytes.isEmpty() && !mustBeThere) {
            return;
        }
        if (bytes.isEmpty()) {
            section.same("SHA-256 of " + what, ref.sha256(), "not stored");
            return;
        }
        String sha256 = Sha256.hex(bytes.get());
        section.same("SHA-256 of " + what, ref.sha256(), sha256);
        section.same("bytes of " + what, Long.toString(ref.bytes()), Integer.toString(bytes.get().length));
        if (sha256.equals(ref.sha256())) {
            artifacts.put(ref.kind(), bytes.get());
        }
    }

    boolean has(ArtifactKind kind) {
        return artifacts.containsKey(kind);
    }

    /** y or delta: float32, (3, H, W). */
    PlanarImage array(ArtifactKind kind) throws UnusableFileException {
        NpyArray array = npy(kind);
        if (array instanceof FloatArray
                && array.shape().dimensions() == 3
                && array.shape().side(0) == PlanarImage.CHANNELS) {
            return PlanarImage.of(array.shape().side(1), array.shape().side(2), array.toFloats());
        }
        throw wrong(kind.wireName(), array.shape() + " or another type", "an NPY array of float32, (3, H, W)");
    }

    /** b or b': float64, (K, K). */
    DoubleArray kernel(ArtifactKind kind) throws UnusableFileException {
        NpyArray array = npy(kind);
        if (array instanceof DoubleArray kernel
                && array.shape().dimensions() == 2
                && array.shape().side(0) == array.shape().side(1)) {
            return kernel;
        }
        throw wrong(kind.wireName(), array.shape() + " or another type", "an NPY array of float64, (K, K)");
    }

    PlanarImage picture(ArtifactKind kind) throws UnusableFileException {
        return decode(kind.wireName(), bytes(kind));
    }

    @Override
    public PlanarImage image(ImageRef ref) throws UnusableFileException {
        String what = "image " + ref.sha256();
        PlanarImage image = decode(what, bytes(ref.sha256()));
        if (image.width() != ref.width() || image.height() != ref.height()) {
            throw wrong(what, image.width() + "x" + image.height(), ref.width() + "x" + ref.height());
        }
        return image;
    }

    @Override
    public byte[] bytes(String sha256) throws UnusableFileException {
        Optional<byte[]> good = uploads.get(sha256);
        if (good == null) {
            Optional<byte[]> stored = files.upload(sha256);
            String actual = stored.map(Sha256::hex).orElse("not stored");
            section.same("SHA-256 of an upload", sha256, actual);
            good = stored.filter(bytes -> actual.equals(sha256));
            uploads.put(sha256, good);
        }
        return good.orElseThrow(() -> new UnusableFileException("upload " + sha256));
    }

    private byte[] bytes(ArtifactKind kind) throws UnusableFileException {
        byte[] bytes = artifacts.get(kind);
        if (bytes == null) {
            throw new UnusableFileException(kind.wireName());
        }
        return bytes;
    }

    private NpyArray npy(ArtifactKind kind) throws UnusableFileException {
        NpyDecoding decoding = NpyDecoder.decode(bytes(kind), MOST_ELEMENTS);
        if (decoding instanceof NpyDecoding.Decoded decoded) {
            return decoded.array();
        }
        throw wrong(kind.wireName(), decoding.toString(), "an NPY array");
    }

    private PlanarImage decode(String what, byte[] bytes) throws UnusableFileException {
        ImageDecoding decoding = ImageDecoder.decode(bytes, ImageLimits.DEFAULT);
        if (decoding instanceof ImageDecoding.Decoded decoded) {
            return decoded.image();
        }
        throw wrong(what, decoding.toString(), "a PNG or JPEG");
    }

    private UnusableFileException wrong(String what, String stored, String expected) {
        section.check(false, what, stored, expected, "");
        return new UnusableFileException(what);
    }
}
