package dev.shakedown.models.restoration;

import dev.shakedown.models.restoration.PickleReader.Global;
import dev.shakedown.models.restoration.PickleReader.Instance;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Recognises files that are mistaken for a network's file, by their first bytes; each is refused with what to do. */
final class ForeignFile {

    private static final int HEAD = 512;
    private static final String DOWNLOAD = "download it again and compare its size with the original's";
    private static final String FROM_SOURCE =
            "write the network's TorchScript file from its Python code, in models/: python3 -m zoo export-module"
                    + " PACKAGE.MODULE:FUNCTION --card card.yaml --out NAME.pt";

    private static final String CONVERT =
            "in models/ run python3 -m zoo convert FILE --card card.yaml --out NAME.pt, which makes a network file of it";

    private final Path file;
    private final byte[] head;
    private final String start;

    private ForeignFile(Path file, byte[] head) {
        this.file = file;
        this.head = head;
        this.start = new String(head, StandardCharsets.ISO_8859_1);
    }

    /** What a file is. */
    private record Kind(String what, String remedy) {}

    /**
     * Refuses a file that is no TorchScript archive.
     *
     * @throws InvalidNetworkException with one line: the file, what it is, what it must be, what to do
     */
    static void refuse(Path file) throws InvalidNetworkException {
        if (Files.isDirectory(file)) {
            throw refusal(file, new Kind("a folder", "name the file inside it"));
        }
        try (InputStream in = Files.newInputStream(file)) {
            Optional<Kind> kind = new ForeignFile(file, in.readNBytes(HEAD)).kind();
            if (kind.isPresent()) {
                throw refusal(file, kind.get());
            }
        } catch (IOException e) {
            // Reading the whole file fails in the same way, and says so.
        }
    }

    private static InvalidNetworkException refusal(Path file, Kind kind) {
        return new InvalidNetworkException(file + ": " + kind.what()
                + ", not a TorchScript file: must be what torch.jit.save writes; " + kind.remedy());
    }

    /** What the file is; empty for a TorchScript archive. */
    private Optional<Kind> kind() throws IOException {
        if (start.startsWith("PK\3\4")) {
            return ofZip();
        }
        String text = start.replaceFirst("^\u00ef\u00bb\u00bf", "").strip().toLowerCase(Locale.ROOT);
        if (head.length == 0) {
            return kind("an empty file", DOWNLOAD);
        } else if (start.startsWith("version https://git-lfs")) {
            return kind("a Git LFS pointer", "run git lfs pull in its repository, or download the file itself");
        } else if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            return kind("an HTML page", "download the file that the page links to");
        } else if (text.startsWith("<?xml")) {
            return kind("an XML document, perhaps a server's error message", DOWNLOAD);
        } else if (start.startsWith("\u0089HDF")) {
            return kind("an HDF5 file", FROM_SOURCE);
        } else if (start.startsWith("\u0093NUMPY")) {
            return kind("a NumPy array", FROM_SOURCE);
        } else if (isPickle()) {
            return Optional.of(ofStream());
        } else if (isSafetensors()) {
            return Optional.of(weights("a safetensors file of weights"));
        } else if (isOnnx()) {
            return kind("an ONNX file", CONVERT);
        } else if (isCompressed()) {
            return kind("a compressed archive", "unpack it and name the file inside it");
        } else if (isImage()) {
            return kind("a picture", "name the network's file");
        } else if (isText()) {
            return kind(text.startsWith("{") ? "a JSON document" : "a text file", "name the network's file");
        }
        return kind(
                "a file of an unknown kind that starts with "
                        + HexFormat.of().formatHex(head, 0, Math.min(4, head.length)),
                "name the network's file, or " + DOWNLOAD);
    }

    private static Optional<Kind> kind(String what, String remedy) {
        return Optional.of(new Kind(what, remedy));
    }

    /** Weights of a network that the zoo defines become one by a command; others need their code. */
    private static Kind weights(String what) {
        return new Kind(
                what,
                "in models/ run python3 -m zoo convert FILE --out NAME.pt, which recognises the networks that python3 -m"
                        + " zoo export --help lists; for another architecture "
                        + FROM_SOURCE.replace(", in models/:", ":"));
    }

    private static Kind wholeModule(Global type) {
        return new Kind(
                "a pickle of a whole module (" + type.module() + "." + type.name() + ")",
                "load it with its own Python code, and " + FROM_SOURCE.replaceFirst("the network's", "its"));
    }

    private Optional<Kind> ofZip() {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            List<String> names = archive.stream().map(ZipEntry::getName).toList();
            if (names.stream().anyMatch(name -> name.endsWith("/constants.pkl"))) {
                return Optional.empty();
            } else if (names.stream().anyMatch(ForeignFile::isOfExportedProgram)) {
                return kind("an exported program of torch.export (.pt2)", CONVERT);
            }
            Optional<? extends ZipEntry> pickle = archive.stream()
                    .filter(entry -> entry.getName().endsWith("data.pkl"))
                    .findFirst();
            if (pickle.isPresent()) {
                return Optional.of(ofPickle(archive.getInputStream(pickle.get()), 0));
            } else if (!names.isEmpty() && names.stream().allMatch(name -> name.endsWith(".npy"))) {
                return kind("a NumPy archive (.npz)", FROM_SOURCE);
            }
            return kind("a zip archive without a network", "unpack it and name the network's file");
        } catch (IOException e) {
            return kind("a damaged zip archive, perhaps part of a download", DOWNLOAD);
        }
    }

    private static boolean isOfExportedProgram(String name) {
        return name.endsWith("archive_format")
                || name.endsWith("serialized_exported_program.json")
                || name.matches("(.*/)?models/[^/]+\\.json");
    }

    private boolean isPickle() {
        return head.length > 1 && start.charAt(0) == '\u0080' && head[1] >= 2 && head[1] <= 5;
    }

    /** PyTorch's older stream has three pickles before that of the content. */
    private Kind ofStream() throws IOException {
        boolean hasMagicNumber = start.startsWith("\u0080\2\u008a\nl\u00fc");
        try (InputStream in = Files.newInputStream(file)) {
            return ofPickle(in, hasMagicNumber ? 3 : 0);
        }
    }

    private static Kind ofPickle(InputStream in, int before) {
        try (InputStream buffered = new BufferedInputStream(in)) {
            PickleReader reader = new PickleReader(buffered);
            for (int i = 0; i < before; i++) {
                reader.read();
            }
            Object content = reader.read();
            if (content instanceof Instance instance
                    && instance.type() instanceof Global type
                    && !type.module().equals("collections")
                    && !type.module().startsWith("torch._utils")) {
                return wholeModule(type);
            }
        } catch (IOException e) {
            // Then it is named by what it is most often.
        }
        return weights("a checkpoint of weights (.pth)");
    }

    /** The length of a JSON header in 8 bytes, and the header. */
    private boolean isSafetensors() {
        if (head.length < 10) {
            return false;
        }
        long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length > 1 && length < 1L << 32 && start.startsWith("{\"", 8);
    }

    /** A protocol buffer: the version, then one of the fields that may follow it. */
    private boolean isOnnx() {
        boolean isModel = head.length > 2
                && head[0] == 0x08
                && head[1] > 0
                && head[1] < 32
                && List.of(0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42).contains((int) head[2]);
        return isModel || String.valueOf(file.getFileName()).endsWith(".onnx");
    }

    private boolean isCompressed() {
        return start.startsWith("\u001f\u008b")
                || start.startsWith("7z\u00bc\u00af")
                || start.startsWith("\u00fd7zXZ")
                || start.startsWith("BZh")
                || start.startsWith("Rar!")
                || start.startsWith("(\u00b5/\u00fd")
                || start.startsWith("ustar", 257);
    }

    private boolean isImage() {
        return start.startsWith("\u0089PNG") || start.startsWith("\u00ff\u00d8\u00ff");
    }

    private boolean isText() {
        return start.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\r' || c == '\t');
    }
}
