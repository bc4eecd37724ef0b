package dev.shakedown.models.restoration;

/** What came of asking for a network: it is loaded, or a reason why not. */
public sealed interface NetworkOpening {

    /**
     * The network, loaded.
     *
     * @param network owned by whoever asked, who closes it
     */
    record Opened(RestorationNetwork network) implements NetworkOpening {}

    /**
     * The network cannot be had.
     *
     * @param reason names the network or file, what is wrong, and what would be right
     */
    record Refused(String reason) implements NetworkOpening {}
}
