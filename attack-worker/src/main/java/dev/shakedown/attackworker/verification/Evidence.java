package dev.shakedown.attackworker.verification;

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

/**
 * A job's bytes, of which only those are given out that have the hash that the job says. What does not, goes into the
 * ledger, once.
 */
final class Evidence {

    private static final int MOST_ELEMENTS = 3 * 4_194_304;

    private final StoredFiles files;
    private final Ledger.Page page;
    private final Map<ArtifactKind, byte[]> artifacts = new EnumMap<>(ArtifactKind.class);
    private final Map<String, Optional<byte[]>> uploads = new HashMap<>();

    /** Looks at all artifacts. */
    Evidence(StoredJob job, Ledger.Page page) {
        this.files = job.files();
        this.page = page;
        for (ArtifactRef ref : job.outcome().artifacts()) {
            look(ref, job.keeps(ref.kind()));
        }
    }

    private void look(ArtifactRef ref, boolean mustBeThere) {
        String what = ref.kind().wireName();
        Optional<byte[]> bytes = files.artifact(ref.kind());
        if (bytes.isEmpty() && !mustBeThere) {
            return;
        }
        if (bytes.isEmpty()) {
            page.same("SHA-256 of " + what, ref.sha256(), "not stored");
            return;
        }
        String sha256 = Sha256.hex(bytes.get());
        page.same("SHA-256 of " + what, ref.sha256(), sha256);
        page.same("bytes of " + what, Long.toString(ref.bytes()), Integer.toString(bytes.get().length));
        if (sha256.equals(ref.sha256())) {
            artifacts.put(ref.kind(), bytes.get());
        }
    }

    boolean has(ArtifactKind kind) {
        return artifacts.containsKey(kind);
    }

    /** y or delta: float32, (3, H, W). */
    PlanarImage array(ArtifactKind kind) throws MissingEvidenceException {
        NpyArray array = npy(kind);
        if (array instanceof FloatArray
                && array.shape().dimensions() == 3
                && array.shape().side(0) == PlanarImage.CHANNELS) {
            return PlanarImage.of(array.shape().side(1), array.shape().side(2), array.toFloats());
        }
        throw wrong(kind.wireName(), array.shape() + " or another type", "an NPY array of float32, (3, H, W)");
    }

    /** b: float64, (K, K). */
    DoubleArray kernel() throws MissingEvidenceException {
        NpyArray array = npy(ArtifactKind.KERNEL);
        if (array instanceof DoubleArray kernel
                && array.shape().dimensions() == 2
                && array.shape().side(0) == array.shape().side(1)) {
            return kernel;
        }
        throw wrong("kernel", array.shape() + " or another type", "an NPY array of float64, (K, K)");
    }

    /** A picture among the artifacts. */
    PlanarImage picture(ArtifactKind kind) throws MissingEvidenceException {
        return decode(kind.wireName(), bytes(kind));
    }

    /** An uploaded image, of the size that the request says. */
    PlanarImage image(ImageRef ref) throws MissingEvidenceException {
        String what = "image " + ref.sha256();
        PlanarImage image = decode(what, upload(ref.sha256()));
        if (image.width() != ref.width() || image.height() != ref.height()) {
            throw wrong(what, image.width() + "x" + image.height(), ref.width() + "x" + ref.height());
        }
        return image;
    }

    /** The bytes of an uploaded image or kernel. */
    byte[] upload(String sha256) throws MissingEvidenceException {
        Optional<byte[]> good = uploads.get(sha256);
        if (good == null) {
            Optional<byte[]> stored = files.upload(sha256);
            String actual = stored.map(Evidence::sha256).orElse("not stored");
            page.same("SHA-256 of an upload", sha256, actual);
            good = stored.filter(bytes -> actual.equals(sha256));
            uploads.put(sha256, good);
        }
        return good.orElseThrow(() -> new MissingEvidenceException("upload " + sha256));
    }

    private byte[] bytes(ArtifactKind kind) throws MissingEvidenceException {
        byte[] bytes = artifacts.get(kind);
        if (bytes == null) {
            throw new MissingEvidenceException(kind.wireName());
        }
        return bytes;
    }

    private NpyArray npy(ArtifactKind kind) throws MissingEvidenceException {
        NpyDecoding decoding = NpyDecoder.decode(bytes(kind), MOST_ELEMENTS);
        if (decoding instanceof NpyDecoding.Decoded decoded) {
            return decoded.array();
        }
        throw wrong(kind.wireName(), decoding.toString(), "an NPY array");
    }

    private PlanarImage decode(String what, byte[] bytes) throws MissingEvidenceException {
        ImageDecoding decoding = ImageDecoder.decode(bytes, ImageLimits.DEFAULT);
        if (decoding instanceof ImageDecoding.Decoded decoded) {
            return decoded.image();
        }
        throw wrong(what, decoding.toString(), "a PNG or JPEG");
    }

    private MissingEvidenceException wrong(String what, String stored, String expected) {
        page.holds(false, what, stored, expected, "");
        return new MissingEvidenceException(what);
    }
}
