package dev.shakedown.service.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads request bodies up to a limit, whether or not their length was announced. */
public final class LimitedBody {

    private static final int BUFFER = 64 * 1024;

    private LimitedBody() {}

    /**
     * Copies a body.
     *
     * @return whether all of it was within the limit; if not, an unspecified part was copied
     */
    public static boolean copy(InputStream body, OutputStream to, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            copied += read;
            if (copied > limit) {
                return false;
            }
            to.write(buffer, 0, read);
        }
        return true;
    }
}
