package dev.shakedown.contract.job;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a job leaves behind besides numbers. */
public enum ArtifactKind {
    /** delta: NPY, float32, (3, H, W); bit for bit what the worker computed. */
    @JsonProperty("perturbation")
    PERTURBATION("perturbation"),
    /** y as attacked: NPY, float32, (3, H, W). */
    @JsonProperty("blurred")
    BLURRED("blurred"),
    /** b: NPY, float64, (K, K). Absent where no kernel is known. */
    @JsonProperty("kernel")
    KERNEL("kernel"),
    /**
     * b', the kernel that networks are told in place of b: NPY, float64, (K, K). Only where the kernel is perturbed.
     */
    @JsonProperty("told-kernel")
    TOLD_KERNEL("told-kernel"),
    /** N(y) of the first judge, not clamped: NPY, float32, (3, H, W). Only where the job keeps outputs. */
    @JsonProperty("clean-output")
    CLEAN_OUTPUT("clean-output"),
    /** N(y + delta) of the first judge, not clamped: NPY, float32, (3, H, W). Only where the job keeps outputs. */
    @JsonProperty("attacked-output")
    ATTACKED_OUTPUT("attacked-output"),
    /** y as an 8-bit PNG. */
    @JsonProperty("blurred-picture")
    BLURRED_PICTURE("blurred-picture"),
    /** y + delta as an 8-bit PNG. */
    @JsonProperty("perturbed-picture")
    PERTURBED_PICTURE("perturbed-picture"),
    /** N(y), clamped to [0,1], as an 8-bit PNG. */
    @JsonProperty("clean-output-picture")
    CLEAN_OUTPUT_PICTURE("clean-output-picture"),
    /** xTarget, where the worker made it, as an 8-bit PNG. */
    @JsonProperty("target-picture")
    TARGET_PICTURE("target-picture"),
    /** N(y + delta), clamped to [0,1], as an 8-bit PNG. */
    @JsonProperty("attacked-output-picture")
    ATTACKED_OUTPUT_PICTURE("attacked-output-picture");

    private final String wireName;

    ArtifactKind(String wireName) {
        this.wireName = wireName;
    }

    /** The name in JSON, in Kafka headers and in URLs. */
    public String wireName() {
        return wireName;
    }
}
