package dev.shakedown.models.restoration;

import ai.djl.ndarray.types.DataType;
import dev.shakedown.models.restoration.PickleReader.Global;
import dev.shakedown.models.restoration.PickleReader.Instance;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What a TorchScript file stores, read without running it: the file is a zip archive of pickles and code. */
final class TorchScriptArchive {

    private static final String CONSTANTS = "/constants.pkl";
    private static final Map<String, DataType> TYPES = Map.of(
            "FloatStorage", DataType.FLOAT32,
            "DoubleStorage", DataType.FLOAT64,
            "HalfStorage", DataType.FLOAT16,
            "BFloat16Storage", DataType.BFLOAT16);
    private static final Pattern READS_MODE = Pattern.compile("\\.training\\b");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^(?=class |def )");

    private final ZipFile archive;
    private final String root;
    private final Map<Global, Boolean> modeMatters = new HashMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> found = new ArrayList<>();

    private TorchScriptArchive(ZipFile archive, String root) {
        this.archive = archive;
        this.root = root;
    }

    /**
     * The modules that were saved in train mode and whose code depends on the mode, such as batch normalisation and
     * dropout. Evaluation mode changes the attribute {@code training} and nothing else, so a file without such modules
     * computes the same in both modes.
     *
     * @return each as {@code path (class)}, such as {@code encoder.norm (BatchNorm2d)}, in the file's order
     * @throws IOException if the file's structure is unknown
     */
    static List<String> modulesInTrainMode(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            String pickle = archive.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith("/data.pkl"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no data.pkl"));
            String root = pickle.substring(0, pickle.length() - "data.pkl".length());
            TorchScriptArchive modules = new TorchScriptArchive(archive, root);
            modules.visit("", new PickleReader(new BufferedInputStream(modules.open(pickle))).read());
            return List.copyOf(modules.found);
        }
    }

    private void visit(String path, Object value) throws IOException {
        if (!(value instanceof Instance module)
                || !(module.type() instanceof Global type)
                || !(module.state() instanceof Map<?, ?> attributes)
                || !seen.add(module)) {
            return;
        }
        if (Boolean.TRUE.equals(attributes.get("training")) && readsMode(type)) {
            found.add((path.isEmpty() ? "the network" : path) + " (" + type.name() + ")");
        }
        for (Map.Entry<?, ?> attribute : attributes.entrySet()) {
            String name = String.valueOf(attribute.getKey());
            visit(path.isEmpty() ? name : path + "." + name, attribute.getValue());
        }
    }

    /** Whether the code of a class reads the attribute. */
    private boolean readsMode(Global type) throws IOException {
        Boolean known = modeMatters.get(type);
        if (known == null) {
            String source = root + "code/" + type.module().replace('.', '/') + ".py";
            try (InputStream in = open(source)) {
                known = DEFINITION
                        .splitAsStream(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .anyMatch(definition -> definition.startsWith("class " + type.name() + "(")
                                && READS_MODE.matcher(definition).find());
            }
            modeMatters.put(type, known);
        }
        return known;
    }

    private InputStream open(String entry) throws IOException {
        ZipEntry found = archive.getEntry(entry);
        if (found == null) {
            throw new IOException("no " + entry);
        }
        return archive.getInputStream(found);
    }

    /**
     * How many values of each type of floating point the file has as constants of its code: the weights of a network
     * that was frozen, or whose trace captured them.
     *
     * @throws IOException if the file cannot be read
     */
    static Map<DataType, Long> constants(Path file) throws IOException {
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
        try (ZipFile archive = new ZipFile(file.toFile())) {
            Optional<? extends ZipEntry> constants = archive.stream()
                    .filter(entry -> entry.getName().endsWith(CONSTANTS))
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
