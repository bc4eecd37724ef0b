package dev.shakedown.models.restoration;

import ai.djl.ndarray.types.DataType;
import dev.shakedown.models.restoration.PickleReader.Global;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The tensors of floating point that a TorchScript file stores as constants of its code: the weights of a network that
 * was frozen, or whose trace captured them.
 */
final class StoredConstants {

    private static final String ENTRY = "/constants.pkl";
    private static final Map<String, DataType> TYPES = Map.of(
            "FloatStorage", DataType.FLOAT32,
            "DoubleStorage", DataType.FLOAT64,
            "HalfStorage", DataType.FLOAT16,
            "BFloat16Storage", DataType.BFLOAT16);

    private StoredConstants() {}

    /**
     * Counts their values by type, without running the file.
     *
     * @throws IOException if the file cannot be read
     */
    static Map<DataType, Long> of(Path file) throws IOException {
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
        try (ZipFile archive = new ZipFile(file.toFile())) {
            Optional<? extends ZipEntry> constants = archive.stream()
                    .filter(entry -> entry.getName().endsWith(ENTRY))
                    .findFirst();
            if (constants.isEmpty()) {
                return counts;
            }
            try (InputStream in = new BufferedInputStream(archive.getInputStream(constants.get()))) {
                PickleReader reader = new PickleReader(in);
                reader.read();
                count(reader.persistentIds(), counts);
            }
        }
        return counts;
    }

    /** Each id is ("storage", class, key, device, number of values). */
    private static void count(List<Object> ids, Map<DataType, Long> counts) {
        Set<Object> seen = new HashSet<>();
        for (Object id : ids) {
            if (id instanceof List<?> parts
                    && parts.size() >= 5
                    && parts.get(1) instanceof Global type
                    && parts.get(4) instanceof Number values
                    && values.longValue() > 1
                    && TYPES.containsKey(type.name())
                    && seen.add(parts.get(2))) {
                counts.merge(TYPES.get(type.name()), values.longValue(), Long::sum);
            }
        }
    }
}
