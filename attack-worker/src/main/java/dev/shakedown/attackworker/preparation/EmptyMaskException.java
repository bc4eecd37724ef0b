package dev.shakedown.attackworker.preparation;

/** No pixel counts in an attack's distance, so that every perturbation is as good as every other. */
class EmptyMaskException extends Exception {

    EmptyMaskException(String message) {
        super(message);
    }
}
