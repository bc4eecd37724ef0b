package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is kept of a campaign's jobs besides numbers. */
public enum Retention {
    /** Every artifact. */
    @JsonProperty("all")
    ALL,
    /** Arrays: perturbations, the blurred images and kernels that they belong to, and outputs; no pictures. */
    @JsonProperty("perturbations")
    PERTURBATIONS,
    /** Nothing. */
    @JsonProperty("metrics")
    METRICS;

    /** Says to Jackson which value is not written: {@link #ALL}, so that campaigns keep the ids they had without. */
    public static final class Usual {

        @Override
        public boolean equals(Object other) {
            return other == ALL;
        }

        @Override
        public int hashCode() {
            return ALL.hashCode();
        }
    }
}
