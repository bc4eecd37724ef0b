package dev.shakedown.resultstore.blob;

import java.io.IOException;

/** What is stored of a blob is not its bytes; the message names it. */
public final class DamagedBlobException extends IOException {
    DamagedBlobException(String message) {
        super(message);
    }
}
