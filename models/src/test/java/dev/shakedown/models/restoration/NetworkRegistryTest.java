package dev.shakedown.models.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkRegistryTest {

    private static final String CARD = """
            {"schema": 1, "name": "probe", "title": "Probe", "kind": "blind", "valueRange": [0, 1], "sizeMultiple": 1,
             "padding": "none", "minimumSize": 1, "options": {}, "precision": "fp32", "weightsSha256": null,
             "origin": "here", "licence": "Apache-2.0", "trainingData": "none", "parameters": 0, "cleanScore": null}
            """;

    @TempDir
    Path directory;

    @Test
    void refusesAFileWhoseHashIsNotTheRegistrys() throws Exception {
        register("probe", archive(CARD), "0".repeat(64));

        assertThatThrownBy(() -> NetworkRegistry.read(directory))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("probe.pt")
                .hasMessageContaining("the registry says 000000");
    }

    @Test
    void refusesAFileWithoutACard() throws Exception {
        register("probe", archive(null), null);

        assertThatThrownBy(() -> NetworkRegistry.read(directory)).hasMessageContaining("no card.json inside");
    }

    @Test
    void refusesAFileThatIsNoArchive() throws Exception {
        register("probe", "hello".getBytes(StandardCharsets.UTF_8), null);

        assertThatThrownBy(() -> NetworkRegistry.read(directory)).hasMessageContaining("not a TorchScript file");
    }

    @Test
    void refusesARegistryThatNamesAMissingFile() throws Exception {
        Files.writeString(
                directory.resolve("registry.json"),
                "{\"schema\":1,\"networks\":[{\"name\":\"a\",\"file\":\"a.pt\",\"sha256\":\"00\"}]}");

        assertThatThrownBy(() -> NetworkRegistry.read(directory)).hasMessageContaining("a.pt: cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schema\": 1 | \"schema\": 2 | schema: 2: must be the number 1",
                "[0, 1] | [0, 255] | valueRange: [0.0, 255.0]: must be [0, 1]",
                "Score\": null | Score\": {\"blurredPsnr\": 20, \"restoredPsnr\": \"NaN\", \"gain\": 0, \"conditions\": \"here\"}"
                        + " | cleanScore.restoredPsnr: NaN: must be a finite number",
                "\"fp32\" | \"fp64\" | precision: fp64: must be fp32 or bf16 or fp16",
                "\"options\": {}, | \"option\": {}, | option: must not be there: no field of a card",
                "\"minimumSize\": 1 | \"minimumSize\": \"x\" | minimumSize: Cannot deserialize",
                "\"blind\" | \"deaf\" | kind: deaf: must be blind or non-blind",
                "\"options\": {}, | \"gradient\": \"numeric\", | gradient: numeric: must be autograd or vjp",
                "\"options\": {}, | \"gradient\": 1, | gradient: 1: must be autograd or vjp",
                "\"minimumSize\": 1 | \"minimumSize\": 0 | minimumSize: 0: must be 1 or more",
                "\"licence\": \"Apache-2.0\", | '' | licence: missing",
                "\"probe\" | \"../probe\" | name: ../probe: must be like rgdn",
                "\"parameters\": 0 | \"parameters\": [ | card.json",
                "\"options\": {}, | \"trainedFor\": {\"kernels\": [\"box\"]}, | trainedFor.kernels: box: must be camera-shake, gaussian",
                "\"options\": {}, | \"trainedFor\": {\"longest\": 0}, | trainedFor.longest: 0: must be 1 or more",
                "\"options\": {}, | \"trainedFor\": {\"noise\": 2}, | trainedFor.noise: 2.0: must be from 0 to 1",
                "\"options\": {}, | \"gmac\": -1, | gmac: -1.0: must be a number from 0",
                "\"options\": {}, | \"gmac\": \"NaN\", | gmac: NaN: must be a number from 0",
            })
    void namesTheFieldOfACardThatIsWrong(String right, String wrong, String message) throws Exception {
        register("probe", archive(CARD.replace(right, wrong)), null);

        assertThatThrownBy(() -> NetworkRegistry.read(directory))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aCardNeedsNameKindAndLicenceAlone() throws Exception {
        register("probe", archive("{\"name\": \"probe\", \"kind\": \"blind\", \"licence\": \"unknown\"}"), null);

        NetworkCard card = NetworkRegistry.read(directory).files().get(0).card();

        assertThat(card.title()).isEqualTo("probe");
        assertThat(card.licence()).isEqualTo("unknown");
        assertThat(card.valueRange()).containsExactly(0.0, 1.0);
        assertThat(card.minimumSize()).isEqualTo(64);
        assertThat(card.precision()).isEqualTo("fp32");
        assertThat(card.trainingData()).isEqualTo("unknown");
        assertThat(card.parameters()).isNull();
        assertThat(card.trainedFor()).isNull();
        assertThat(card.gmac()).isNull();
    }

    @Test
    void readsSeveralDirectoriesAsOne(@TempDir Path other) throws Exception {
        register("probe", archive(CARD), null);
        register(other, "second", archive(CARD.replace("probe", "second")), null);

        NetworkRegistry registry = NetworkRegistry.read(List.of(directory, other));

        assertThat(registry.files())
                .extracting(file -> file.card().name(), NetworkFile::path)
                .containsExactly(
                        tuple("probe", directory.resolve("probe.pt")), tuple("second", other.resolve("second.pt")));
    }

    @Test
    void refusesANameThatIsInTwoDirectories(@TempDir Path other) throws Exception {
        register("probe", archive(CARD), null);
        register(other, "probe", archive(CARD), null);

        assertThatThrownBy(() -> NetworkRegistry.read(List.of(directory, other)))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("probe: is the name of both")
                .hasMessageContaining(directory.resolve("probe.pt").toString())
                .hasMessageContaining(other.resolve("probe.pt").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schema\": 2, \"networks\": []} | schema: 2: must be the number 1",
                "{\"schema\": 1} | networks: missing: must be a list",
                "{\"schema\": 1, \"networks\": [{\"name\": \"a\"}]} | must have name, file and sha256",
                "nonsense | not a registry",
            })
    void saysWhatIsWrongWithARegistry(String text, String message) throws Exception {
        Files.writeString(directory.resolve("registry.json"), text);

        assertThatThrownBy(() -> NetworkRegistry.read(directory))
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("registry.json")
                .hasMessageContaining(message);
    }

    @Test
    void refusesToOpenWhatItDoesNotListOrKnowsUnderAnotherHash() throws Exception {
        NetworkRegistry shipped = TestNetworks.shipped();

        NetworkOpening unknown = shipped.open(new NetworkRef("nobody", "0".repeat(64)), Device.cpu());
        NetworkOpening stale = shipped.open(new NetworkRef("wiener", "0".repeat(64)), Device.cpu());

        assertThat(unknown)
                .isInstanceOf(NetworkOpening.Refused.class)
                .asString()
                .contains("not in the registry");
        assertThat(stale).isInstanceOf(NetworkOpening.Refused.class).asString().contains("the job means the file 000");
    }

    @Test
    void aShippedNetworkInBfloat16HasTheWeightsOfItsFloat32Sibling(@TempDir Path other) throws Exception {
        NetworkRegistry shipped = TestNetworks.shipped();
        Map<String, NetworkFile> byName = shipped.files().stream()
                .collect(Collectors.toMap(file -> file.card().name(), file -> file));
        Map<String, String> rounded = Map.of(
                "wiener-cnn@bf16", "wiener-cnn",
                "dwdn-mini@bf16", "dwdn-mini",
                "rgdn-mini@10-bf16", "rgdn-mini@10",
                "rgdn-mini@50-bf16", "rgdn-mini@50",
                "nafnet-mini@bf16", "nafnet-mini");

        assertThat(byName.values().stream()
                        .filter(file -> file.exact() != null)
                        .map(file -> file.card().name()))
                .containsExactlyInAnyOrderElementsOf(rounded.keySet());
        rounded.forEach(
                (name, exact) -> assertThat(byName.get(name).card().options().get("weightsRoundedFrom"))
                        .isEqualTo(byName.get(exact).card().weightsSha256()));
        NetworkFile file = byName.get("wiener-cnn@bf16");
        Path copy = other.resolve("copy.pt");
        file.copyTo(copy);
        assertThat(NetworkFile.read(copy).card()).isEqualTo(file.card());
        try (RestorationNetwork network = opened(shipped, file)) {
            // DJL does not know bfloat16.
            assertThat(network.weights()).containsOnly(Map.entry(DataType.UNKNOWN, 54_316L));
        }
    }

    @Test
    void aRoundedNetworkIsRefusedWithOtherWeightsOrWithoutAny() throws Exception {
        Path pretrained = Path.of(System.getProperty("shakedown.root", ".."), "models", "pretrained");
        for (String name : List.of("wiener-cnn@bf16.rounded", "wiener-cnn.pt", "dwdn-mini.pt")) {
            Files.copy(pretrained.resolve(name), directory.resolve(name));
        }
        RegistryListing.Entry entry = listed(pretrained, "wiener-cnn@bf16");
        RegistryListing.Entry exact = listed(pretrained, "wiener-cnn");

        RegistryListing.of(List.of(exact, entry)).write(directory);
        assertThat(NetworkRegistry.read(directory).files()).hasSize(2);

        RegistryListing.of(List.of(entry)).write(directory);
        assertThatThrownBy(() -> NetworkRegistry.read(directory))
                .hasMessageContaining("wiener-cnn@bf16: roundedFrom: wiener-cnn: must be a network of the same");

        RegistryListing.Entry foreign =
                new RegistryListing.Entry(entry.name(), entry.file(), entry.sha256(), "dwdn-mini");
        RegistryListing.of(List.of(listed(pretrained, "dwdn-mini"), foreign)).write(directory);
        assertThatThrownBy(() -> NetworkRegistry.read(directory))
                .hasMessageContaining("wiener-cnn@bf16.rounded: its SHA-256 is");

        byte[] whole = Files.readAllBytes(directory.resolve(entry.file()));
        Files.write(directory.resolve(entry.file()), Arrays.copyOf(whole, whole.length / 2));
        RegistryListing.of(List.of(exact, entry)).write(directory);
        assertThatThrownBy(() -> NetworkRegistry.read(directory)).hasMessageContaining("cannot be restored");
    }

    @ParameterizedTest
    @CsvSource({"1.0, 3f80", "1.00390625, 3f80", "1.01171875, 3f82", "-1.005, bf81", "0.0, 0000", "3.4028235e38, 7f80"})
    void weightsAreRoundedToTheNearestBfloat16TiesToEven(float weight, String expected) {
        short rounded = RoundedFile.toBfloat16(Float.floatToRawIntBits(weight));

        assertThat(HexFormat.of().toHexDigits(rounded)).isEqualTo(expected);
    }

    private static RegistryListing.Entry listed(Path directory, String name) throws InvalidNetworkException {
        return RegistryListing.read(directory).networks().stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RestorationNetwork opened(NetworkRegistry registry, NetworkFile file) {
        NetworkOpening opening = registry.open(file.ref(), Device.cpu());
        assertThat(opening).isInstanceOf(NetworkOpening.Opened.class);
        return ((NetworkOpening.Opened) opening).network();
    }

    @Test
    void aValidCardOnARottenNetworkIsRefusedWhenOpenedNotCrashed() throws Exception {
        register("probe", archive(CARD), null);

        NetworkRegistry registry = NetworkRegistry.read(directory);
        NetworkOpening opening = registry.open(registry.files().get(0).ref(), Device.cpu());

        assertThat(opening)
                .isInstanceOf(NetworkOpening.Refused.class)
                .asString()
                .contains("libtorch cannot load it");
    }

    @Test
    void aNetworkWithoutTheGradientThatItsCardPromisesIsRefused() throws Exception {
        register("no-vjp", Files.readAllBytes(TestNetworks.bad("no-vjp")), null);

        NetworkRegistry registry = NetworkRegistry.read(directory);
        NetworkOpening opening = registry.open(registry.files().get(0).ref(), Device.cpu());

        assertThat(opening)
                .isInstanceOf(NetworkOpening.Refused.class)
                .asString()
                .contains("its card says gradient: vjp, but it has no method vjp, only [forward]");
    }

    private void register(String name, byte[] file, String sha256) throws Exception {
        register(directory, name, file, sha256);
    }

    private static void register(Path directory, String name, byte[] file, String sha256) throws Exception {
        String hash = sha256 != null
                ? sha256
                : HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        Files.write(directory.resolve(name + ".pt"), file);
        Files.writeString(directory.resolve("registry.json"), """
                {"schema": 1, "networks": [{"name": "%s", "file": "%s.pt", "sha256": "%s"}]}
                """.formatted(name, name, hash));
    }

    private byte[] archive(String card) throws IOException {
        Path file = directory.resolve("archive.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("probe/version"));
            zip.write('3');
            if (card != null) {
                zip.putNextEntry(new ZipEntry("probe/extra/card.json"));
                zip.write(card.getBytes(StandardCharsets.UTF_8));
            }
        }
        return Files.readAllBytes(file);
    }
}
