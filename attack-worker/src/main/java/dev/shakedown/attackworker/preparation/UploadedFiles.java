package dev.shakedown.attackworker.preparation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.shakedown.attackworker.input.RequestFiles;
import dev.shakedown.attackworker.input.RequestFiles.UnusableFileException;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.WebApplicationException;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Files that users uploaded, by content; fetched from the result-store, checked against their hash, and kept for a
 * while. While the result-store is away this waits for it: no job fails for that.
 */
@ApplicationScoped
class UploadedFiles implements RequestFiles {

    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final BlobStore store;
    private final Cache<String, byte[]> kept;

    UploadedFiles(@RestClient BlobStore store, WorkerConfig config) {
        this.store = store;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(config.imageCacheMegabytes() * 1_000_000L)
                .weigher((String sha256, byte[] bytes) -> bytes.length)
                .executor(Runnable::run)
                .build();
    }

    /** A file that the result-store does not have, or has with other bytes. */
    static final class MissingFileException extends UnusableFileException {

        MissingFileException(String message) {
            super(message);
        }
    }

    @Override
    public PlanarImage image(ImageRef ref) throws UnusableFileException, InterruptedException {
        ImageDecoding decoding = ImageDecoder.decode(bytes(ref.sha256()), ImageLimits.DEFAULT);
        if (decoding instanceof ImageDecoding.Refused refused) {
            throw new UnusableFileException("image " + ref.sha256() + ": " + refused.problem());
        }
        PlanarImage image = ((ImageDecoding.Decoded) decoding).image();
        if (image.width() != ref.width() || image.height() != ref.height()) {
            throw new UnusableFileException("image " + ref.sha256() + ": is " + image.width() + "x" + image.height()
                    + ", the request says " + ref.width() + "x" + ref.height());
        }
        return image;
    }

    @Override
    public byte[] bytes(String sha256) throws MissingFileException, InterruptedException {
        byte[] bytes = kept.getIfPresent(sha256);
        if (bytes != null) {
            return bytes;
        }
        bytes = fetch(sha256);
        if (!Sha256.hex(bytes).equals(sha256)) {
            throw new MissingFileException("blob " + sha256 + ": the result-store sent other bytes");
        }
        kept.put(sha256, bytes);
        return bytes;
    }

    private byte[] fetch(String sha256) throws MissingFileException, InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                return store.get(sha256);
            } catch (WebApplicationException e) {
                int status = e.getResponse().getStatus();
                if (status == 404) {
                    throw new MissingFileException("blob " + sha256 + ": the result-store does not have it");
                }
                Log.warnf("The result-store answered %d for blob %s, trying again", status, sha256);
            } catch (RuntimeException e) {
                Log.warnf("The result-store does not answer, trying again: %s", e.getMessage());
            }
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    /**
     * The part of the result-store that serves uploaded files by content. Its address is
     * {@code shakedown.result-store.url}.
     */
    @RegisterRestClient(configKey = "result-store")
    @Path("/api/v1/blobs")
    interface BlobStore {

        /** The bytes with this SHA-256. */
        @GET
        @Path("{sha256}")
        byte[] get(@PathParam("sha256") String sha256);
    }
}
