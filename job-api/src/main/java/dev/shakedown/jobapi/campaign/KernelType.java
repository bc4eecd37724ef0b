package dev.shakedown.jobapi.campaign;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The types of kernel that a document can name, with the fields of each. Any of them may also be adjusted in place; the
 * normalised form of that is the last type.
 */
enum KernelType {
    CAMERA_SHAKE("camera-shake", List.of("type", "size", "seed")),
    GAUSSIAN("gaussian", List.of("type", "size", "sigma")),
    DISK("disk", List.of("type", "size", "radius")),
    LINEAR_MOTION("linear-motion", List.of("type", "size", "length", "angle")),
    FILE("file", List.of("type", "sha256", "size", "name")),
    ADJUSTED("adjusted", List.of("type", "kernel"));

    /** What every kernel may have besides. */
    static final List<String> ADJUSTMENTS = List.of("scaleTo", "recentre");

    static final Map<String, KernelType> BY_WORD = new LinkedHashMap<>();

    static {
        for (KernelType type : values()) {
            BY_WORD.put(type.word, type);
        }
    }

    private final String word;
    private final List<String> fields;

    KernelType(String word, List<String> fields) {
        this.word = word;
        this.fields = fields;
    }

    String word() {
        return word;
    }

    List<String> fields() {
        return fields;
    }
}
