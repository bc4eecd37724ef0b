package dev.shakedown.attackworker.job;

import dev.shakedown.contract.Sha256;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * Files that users uploaded, by content; fetched from the result-store, checked against their hash, and kept for a
 * while. While the result-store is away this waits for it: no job fails for that.
 */
@ApplicationScoped
class UploadedFiles {

    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private final BlobStore store;
    private final long capacity;
    private final Map<String, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    UploadedFiles(@RestClient BlobStore store, WorkerConfig config) {
        this.store = store;
        this.capacity = config.imageCacheMegabytes() * 1_000_000L;
    }

    /** A file that the result-store does not have, or has with other bytes. */
    static final class MissingFileException extends Exception {

        private static final long serialVersionUID = 1L;

        MissingFileException(String message) {
            super(message);
        }
    }

    /**
     * Gives a file's bytes.
     *
     * @throws MissingFileException if the result-store answers that there is no such file
     * @throws InterruptedException if the worker is stopped while it waits for the result-store
     */
    synchronized byte[] get(String sha256) throws MissingFileException, InterruptedException {
        byte[] bytes = kept.get(sha256);
        if (bytes != null) {
            return bytes;
        }
        bytes = fetch(sha256);
        if (!Sha256.hex(bytes).equals(sha256)) {
            throw new MissingFileException("blob " + sha256 + ": the result-store sent other bytes");
        }
        keep(sha256, bytes);
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

    private void keep(String sha256, byte[] bytes) {
        kept.put(sha256, bytes);
        keptBytes += bytes.length;
        Iterator<Map.Entry<String, byte[]>> oldest = kept.entrySet().iterator();
        while (keptBytes > capacity && oldest.hasNext()) {
            keptBytes -= oldest.next().getValue().length;
            oldest.remove();
        }
    }
}
