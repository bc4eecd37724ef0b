package dev.shakedown.attackworker.input;

/** A file that a request names is missing, or is not what the request says. */
public class UnusableFileException extends Exception {

    /** The message names the file. */
    public UnusableFileException(String message) {
        super(message);
    }
}
