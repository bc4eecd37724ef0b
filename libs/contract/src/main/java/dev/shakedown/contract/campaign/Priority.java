package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose jobs workers take first. */
public enum Priority {
    /** In the order of submission. */
    @JsonProperty("normal")
    NORMAL,
    /** Before all that is normal, also before what has begun. */
    @JsonProperty("urgent")
    URGENT;

    /** Says to Jackson which value is not written: {@link #NORMAL}, so that campaigns keep the ids they had without. */
    public static final class Usual {

        @Override
        public boolean equals(Object other) {
            return other == NORMAL;
        }

        @Override
        public int hashCode() {
            return NORMAL.hashCode();
        }
    }
}
