package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the blur sees beyond the photograph's edge. */
public enum Boundary {
    /** The photograph mirrored at its edge pixels, which are not repeated: c b | a b c | b a. */
    @JsonProperty("reflect")
    REFLECT,
    /** The photograph repeated. */
    @JsonProperty("circular")
    CIRCULAR,
    /** The edge pixels repeated. */
    @JsonProperty("replicate")
    REPLICATE,
    /** Nothing: only pixels whose whole kernel lies inside are kept, so the image shrinks by size - 1. */
    @JsonProperty("valid")
    VALID
}
