package dev.shakedown.models.restoration;

/** The result of opening a network: it is loaded, or a reason why not. */
public sealed interface NetworkOpening {

    /**
     * The network, loaded.
     *
     * @param network owned by the caller, which closes it
     */
    record Opened(RestorationNetwork network) implements NetworkOpening {}

    /**
     * The network cannot be had.
     *
     * @param reason names the network or file, what is wrong, and what would be right
     */
    record Refused(String reason) implements NetworkOpening {}
}
