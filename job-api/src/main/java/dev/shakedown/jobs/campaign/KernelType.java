package dev.shakedown.jobs.campaign;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The types of kernel that a document can name, with the fields of each. */
enum KernelType {
    CAMERA_SHAKE("camera-shake", List.of("type", "size", "seed")),
    GAUSSIAN("gaussian", List.of("type", "size", "sigma")),
    DISK("disk", List.of("type", "size", "radius")),
    LINEAR_MOTION("linear-motion", List.of("type", "size", "length", "angle")),
    FILE("file", List.of("type", "sha256", "size", "name"));

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
