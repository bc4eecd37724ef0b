package dev.shakedown.models.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.TestNetworks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkImportTest {

    @TempDir
    Path folder;

    private record Outcome(int status, String out, String err) {}

    @ParameterizedTest
    @ValueSource(strings = {"sharpen", "unrolled"})
    void aGoodNetworkIsCheckedTimedCopiedAndListed(String name) throws Exception {
        NetworkFile file = TestNetworks.tiny(name);

        Outcome outcome = run(file.path());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("the gradient agrees with finite differences")
                .contains("images of a batch do not influence one another")
                .contains("kind        " + (name.equals("sharpen") ? "blind" : "non-blind, with a gradient of its own"))
                .contains("licence     Apache-2.0")
                .contains("sha256      " + file.sha256())
                .containsPattern("speed       \\S+ s forward, \\S+ s objective and gradient, at 32x32")
                .contains("imported to " + into());
        if (name.equals("sharpen")) { // Its weights are random.
            assertThat(warnings(outcome))
                    .singleElement()
                    .asString()
                    .startsWith("does not restore a blurred photograph");
        } else {
            assertThat(warnings(outcome)).isEmpty();
            assertThat(outcome.out()).contains("restores a blurred photograph (PSNR ");
        }
        NetworkFile listed = NetworkRegistry.read(into()).files().get(0);
        assertThat(listed.card()).isEqualTo(file.card());
        assertThat(listed.path()).hasSameBinaryContentAs(file.path());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "no-card          | no card.json inside: save it with torch.jit.save(",
                "bad-card         | card.json: minimumSize: 0: must be 1 or more",
                "no-vjp           | it has no method vjp, only [forward]: export one with @torch.jit.export",
                "not-blind        | forward() is missing value for argument 'b'",
                "pair             | pair returned 2 tensors; it must return one",
                "narrower         | returned shape (1, 3, 8, 7) for an input of (1, 3, 8, 8); it must pad and crop",
                "even-only        | of any height and width from minimumSize upwards; a file that was traced at one size",
                "fixed-untiled    | with fixedSize [16, 24] on its card the file must cut images into tiles of that size",
                "bad-tile         | card.json: fixedSize: [16]: must be [height, width] of the tiles",
                "not-finite       | the output has values that are not finite",
                "drops            | call 2 gives another output than the first for the same input",
                "detached         | the gradient with respect to the input is zero everywhere; compute the output from y",
                "steep-at-zero    | the gradient with respect to the input has values that are not finite",
                "rounded          | the gradient with respect to the input is zero everywhere",
                "half-detached    | the gradient is not that of the output, which changes by 1.20 times what",
                "wrong-gradient   | the gradient is not that of the output, which changes by",
                "depends-on-batch | an image's output changes with the others in its batch",
                "kernels-side     | zeros around a kernel change the output",
                "half-precision   | card.json: precision: fp32: must be fp16, in which there are weights",
                "nan-on-black     | for a picture that is black everywhere the output has values that are not finite",
                "train-batch-norm | saved in train mode: middle (BatchNorm2d); it would run in evaluation mode, where",
                "train-instance-norm | saved in train mode: middle (InstanceNorm2d); it would run in evaluation mode",
                "train-dropout    | saved in train mode: middle.1 (Dropout); it would run in evaluation mode, where",
            })
    void aBadNetworkIsRefusedWithOneLineThatSaysWhatToChange(String name, String message) {
        Outcome outcome = run(TestNetworks.bad(name));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("shakedown: " + TestNetworks.bad(name) + ": ")
                .contains(message);
        assertThat(into()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "identity             | does not restore a blurred photograph (PSNR +0.00 dB for horizontal motion",
                "range-255            | the output's range is wrong: it is about 2",
                "range-centred        | the output's range is wrong: it is about 1",
                "takes-255            | its range is wrong: +",
                "clamped              | the output is clamped to [0.00, 1.00]: where it saturates, as in",
                "squashed             | the output is clamped to [0.",
                "swapped              | the channels look swapped: +",
                "correlates           | the kernel is taken for that of a correlation: +",
                "nan-beside           | for values outside of [0, 1], which an attack without clip has, the output is not",
                "steep-on-constant    | the gradient is not finite for pictures that are black, white, grey everywhere",
                "train-without-effect | saved in train mode: middle (Dropout); no difference to evaluation mode was seen",
            })
    void anOddNetworkIsTakenWithALineThatSaysWhatIsOdd(String name, String line) {
        Outcome outcome = run(TestNetworks.odd(name));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(warnings(outcome)).anySatisfy(warning -> assertThat(warning).startsWith(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"landweber", "train-plain"})
    void aNetworkThatIsInOrderHasNoLineOfAnOddOne(String name) {
        Outcome outcome = run(TestNetworks.odd(name));

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("the output is not clamped").doesNotContain("saved in train mode");
        if (name.equals("landweber")) {
            assertThat(warnings(outcome)).isEmpty();
            assertThat(outcome.out()).contains("restores a blurred photograph (PSNR +");
        }
    }

    @Test
    void aNetworkOfTilesIsTriedAtTheirSizeAndItsConstantsAreWeights() {
        Outcome outcome = run(TestNetworks.odd("tiled"), "--size", "256");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out())
                .contains("finite, at 16x24, 8x8, 16x24, 21x24")
                .contains("the card counts 9 parameters, the file stores 9")
                .contains("tiles       16x24; larger pictures are cut into tiles that overlap")
                .contains("objective and gradient, at 16x16");
    }

    private static List<String> warnings(Outcome outcome) {
        return outcome.out()
                .lines()
                .filter(line -> line.startsWith("  ?   "))
                .map(line -> line.substring(6))
                .toList();
    }

    static Stream<Arguments> foreign() throws IOException {
        byte[] safetensors = "........{\"a\":{}}".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(new byte[] {8, 0, 0, 0, 0, 0, 0, 0}, 0, safetensors, 0, 8);
        byte[] whole = Files.readAllBytes(TestNetworks.odd("identity"));
        return Stream.of(
                arguments("empty.pt", new byte[0], "an empty file", "download it again"),
                arguments(
                        "lfs.pt",
                        ascii("version https://git-lfs.github.com/spec/v1\n"),
                        "a Git LFS pointer",
                        "git lfs"),
                arguments("page.pt", ascii("\n<!DOCTYPE html><html>"), "an HTML page", "download the file"),
                arguments("error.pt", ascii("<?xml version='1.0'?>"), "an XML document", "download it again"),
                arguments("net.onnx", ascii("\b\u0007\u0012\u0007pytorch"), "an ONNX file", "zoo convert"),
                arguments("net.safetensors", safetensors, "a safetensors file of weights", "zoo convert"),
                arguments(
                        "net.pt2", zip("archive_format", "pt2"), "an exported program of torch.export", "zoo convert"),
                arguments(
                        "cut.pt", Arrays.copyOf(whole, whole.length / 2), "a damaged zip archive", "download it again"),
                arguments(
                        "w.pth", zip("w/data.pkl", "\u0080\u0002}q\u0000."), "a checkpoint of weights", "zoo convert"),
                arguments(
                        "whole.pth",
                        zip("w/data.pkl", "\u0080\u0002cbasicsr.net\nRestorer\n)\u0081}b."),
                        "a pickle of a whole module (basicsr.net.Restorer)",
                        "zoo export-module"),
                arguments("old.pth", ascii("\u0080\u0002}q\u0000."), "a checkpoint of weights", "zoo convert"),
                arguments("other.zip", zip("README.md", "hello"), "a zip archive without a network", "unpack it"),
                arguments("keras.h5", ascii("\u0089HDF\r\n"), "an HDF5 file", "zoo export-module"),
                arguments("net.tar.gz", ascii("\u001f\u008b\b"), "a compressed archive", "unpack it"),
                arguments("x.png", ascii("\u0089PNG"), "a picture", "name the network's file"),
                arguments("card.json", ascii("{}"), "a JSON document", "name the network's file"),
                arguments("text.pt", ascii("hello"), "a text file", "name the network's file"));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void anotherKindOfFileIsNamedOnOneLineThatSaysWhatToDo(String name, byte[] content, String what, String remedy)
            throws IOException {
        Path file = Files.write(folder.resolve(name), content);

        Outcome outcome = run(file);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("shakedown: " + file + ": " + what)
                .contains(", not a TorchScript file: must be what torch.jit.save writes; ")
                .contains(remedy);
    }

    @Test
    void aFolderIsNamed() {
        assertThat(run(folder).err()).contains(folder + ": a folder, not a TorchScript file: must be");
    }

    /** A character a byte. */
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(ascii(content));
        }
        return bytes.toByteArray();
    }

    @Test
    void whatIsNoNetworkAtAllIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.pt"), "hello");

        assertThat(run(text).err()).contains("not a TorchScript file: must be what torch.jit.save writes");
        assertThat(run(folder.resolve("absent.pt")).err()).contains("absent.pt: cannot be read: no such file");
        assertThat(run(text, "--size", "7").err()).contains("--size: 7: must be a whole number from 16 to 2048");
    }

    @Test
    void checkingAloneWritesNothing() throws Exception {
        Outcome outcome = run(TestNetworks.tiny("sharpen").path(), "--check");

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("the gradient agrees").doesNotContain("imported");
        assertThat(into()).doesNotExist();
    }

    @Test
    void theSameFileAgainIsNoWorkAndRepairsWhatWasDamaged() throws Exception {
        Path file = TestNetworks.tiny("sharpen").path();
        run(file);

        assertThat(run(file).out()).isEqualTo("sharpen: is there already, with the same bytes; nothing to do\n");

        Files.writeString(NetworkRegistry.read(into()).files().get(0).path(), "damaged");
        assertThat(run(file).out()).contains("imported to");
        assertThat(NetworkRegistry.read(into()).files()).hasSize(1);
    }

    @Test
    void aNameThatIsTakenNeedsReplaceAndOtherNetworksStay() throws Exception {
        NetworkFile first = TestNetworks.tiny("sharpen");
        Path second = retitled(first.path());
        run(first.path());
        run(TestNetworks.tiny("unrolled").path());

        Outcome refused = run(second);
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("card.json: name: sharpen: is taken by another network, " + into())
                .contains("--replace");

        assertThat(run(second, "--replace").status()).isZero();
        NetworkRegistry registry = NetworkRegistry.read(into());
        assertThat(registry.files()).extracting(file -> file.card().name()).containsExactly("unrolled", "sharpen");
        assertThat(registry.files().get(1).sha256())
                .isEqualTo(NetworkFile.read(second).sha256());
        // A worker that read the old listing may yet load the old file.
        assertThat(list(into())).hasSize(5);
    }

    @Test
    void aNameThatIsServedFromElsewhereIsNotReplaced() throws Exception {
        Path others = TestNetworks.tiny("sharpen").path().getParent();
        Path second = retitled(TestNetworks.tiny("sharpen").path());

        Outcome outcome = run(second, "--replace", "--others", others.toString());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("is taken by another network, " + others.resolve("sharpen.pt"));
    }

    @Test
    void aListingNamesWhatIsImported() throws Exception {
        run(TestNetworks.tiny("sharpen").path());
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int status = NetworkListing.run(new String[] {into().toString()}, new PrintStream(out), System.err);

        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("[{\"schema\":1,\"sha256\":\"")
                .contains("\"name\":\"sharpen\"");
    }

    private Path into() {
        return folder.resolve("imported");
    }

    private Outcome run(Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of(file.toString(), "--into", into().toString()));
        if (!List.of(more).contains("--size")) {
            arguments.addAll(List.of("--size", "32"));
        }
        arguments.addAll(List.of(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = NetworkImport.run(
                arguments.toArray(String[]::new), new PrintStream(out, true), new PrintStream(err, true));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A copy with another title on its card: the same name for other bytes. */
    private Path retitled(Path network) throws IOException {
        Path copy = folder.resolve("retitled.pt");
        try (ZipFile source = new ZipFile(network.toFile());
                ZipOutputStream target = new ZipOutputStream(Files.newOutputStream(copy))) {
            Enumeration<? extends ZipEntry> entries = source.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                byte[] content = source.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith("card.json")) {
                    content = new String(content, StandardCharsets.UTF_8)
                            .replace("A network for tests", "Another one")
                            .getBytes(StandardCharsets.UTF_8);
                }
                target.putNextEntry(new ZipEntry(entry.getName()));
                target.write(content);
            }
        }
        return copy;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
