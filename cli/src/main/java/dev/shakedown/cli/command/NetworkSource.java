package dev.shakedown.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a user names as a network.
 *
 * @param path of a file, or {@code FILE.py:FUNCTION}, or {@code PACKAGE.MODULE:FUNCTION}
 * @param form decides what has to be done to import it
 */
record NetworkSource(Path path, Form form) {

    private static final int HEAD = 16;
    private static final Pattern FUNCTION = Pattern.compile(".+:[A-Za-z_][A-Za-z0-9_]*");

    /** What it is, by its first bytes and the names in the archive. */
    enum Form {
        /** TorchScript with a card: can be imported. */
        NETWORK_FILE,
        /** TorchScript without a card: can be converted with one. */
        TORCHSCRIPT,
        /** ONNX, {@code .pt2}, or weights: must be converted. */
        CONVERTIBLE,
        /** A function that returns a PyTorch module: must be exported. */
        FUNCTION,
        /** Something else, or not there: the import says what. */
        UNKNOWN
    }

    static NetworkSource of(Path path) {
        return new NetworkSource(path, formOf(path));
    }

    private static Form formOf(Path path) {
        if (!Files.exists(path)) {
            return FUNCTION.matcher(path.toString()).matches() ? Form.FUNCTION : Form.UNKNOWN;
        }
        if (!Files.isRegularFile(path)) {
            return Form.UNKNOWN;
        }
        try (InputStream in = Files.newInputStream(path)) {
            String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
            if (head.startsWith("PK\3\4")) {
                return ofArchive(path);
            }
            boolean isPickle = head.startsWith("\u0080");
            boolean isSafetensors = head.startsWith("{\"", Long.BYTES);
            boolean isOnnx = head.startsWith("\b"); // the field ir_version
            return isPickle || isSafetensors || isOnnx ? Form.CONVERTIBLE : Form.UNKNOWN;
        } catch (IOException e) {
            return Form.UNKNOWN;
        }
    }

    private static Form ofArchive(Path path) throws IOException {
        try (ZipFile archive = new ZipFile(path.toFile())) {
            List<String> names = archive.stream().map(ZipEntry::getName).toList();
            if (names.stream().noneMatch(name -> name.endsWith("/constants.pkl"))) {
                return Form.CONVERTIBLE;
            }
            return names.stream().anyMatch(name -> name.endsWith("/extra/card.json"))
                    ? Form.NETWORK_FILE
                    : Form.TORCHSCRIPT;
        }
    }
}
