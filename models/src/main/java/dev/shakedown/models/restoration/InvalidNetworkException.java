package dev.shakedown.models.restoration;

/** A registry, a network's file or its card is not what it should be; the message names file, field and remedy. */
public final class InvalidNetworkException extends Exception {

    InvalidNetworkException(String message) {
        super(message);
    }

    InvalidNetworkException(String message, Throwable cause) {
        super(message, cause);
    }
}
