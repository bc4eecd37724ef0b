package dev.shakedown.attackworker.input;

import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.imaging.image.PlanarImage;

/** The uploaded files that a request names. Getting one may wait for the result-store. */
public interface RequestFiles {

    /**
     * A decoded image of the size that the request says.
     *
     * @throws UnusableFileException if it is not stored, is no image, or has another size
     */
    PlanarImage image(ImageRef ref) throws UnusableFileException, InterruptedException;

    /**
     * The bytes of an uploaded image or kernel.
     *
     * @throws UnusableFileException if it is not stored
     */
    byte[] bytes(String sha256) throws UnusableFileException, InterruptedException;

    /** A file that a request names is missing, or is not what the request says. */
    class UnusableFileException extends Exception {

        public UnusableFileException(String message) {
            super(message);
        }
    }
}
