package dev.shakedown.local.simulation;

/**
 * What jobs share that can run in one batch.
 *
 * @param network its id
 * @param size of the images, such as {@code 256x256}
 */
public record Kind(String network, String size) {

    @Override
    public String toString() {
        return network + " on " + size;
    }
}
