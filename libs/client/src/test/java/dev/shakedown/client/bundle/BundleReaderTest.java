package dev.shakedown.client.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.client.WireFormat;
import dev.shakedown.client.bundle.BundleReader.InvalidBundle;
import dev.shakedown.client.bundle.BundleReader.Limits;
import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReaderTest {

    private static final Limits USUAL = new Limits(1 << 20, 1 << 20, 4 << 20);

    @TempDir
    Path folder;

    @Test
    void anEntryThatUnpacksToMoreThanTheLimitIsRefusedWithoutBeingRead() throws IOException {
        byte[] zeros = new byte[8 << 20];
        Path bomb = written(Map.of("files/" + Sha256.hex(zeros), zeros));

        assertThat(Files.size(bomb)).isLessThan(20_000);
        try (BundleReader reader = BundleReader.open(bomb, USUAL)) {
            assertThatThrownBy(reader::mismatches)
                    .isInstanceOf(InvalidBundle.class)
                    .hasMessageContaining("unpacks to more than the limit of 4194304 bytes");
        }
    }

    @Test
    void aLongListOfEntriesIsRefusedBeforeItIsRead() throws IOException {
        Map<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 70_000; i++) {
            many.put("jobs/" + i + ".json", new byte[0]);
        }
        Path list = written(many);

        assertThatThrownBy(() -> BundleReader.open(list, USUAL))
                .isInstanceOf(InvalidBundle.class)
                .hasMessageContaining("bytes of names of entries: must be at most 1048576");
        assertThatThrownBy(() -> BundleReader.open(list, new Limits(8 << 20, 1 << 20, 4 << 20)))
                .isInstanceOf(InvalidBundle.class)
                .hasMessageContaining("manifest.json exceeds the limit of 1048576 bytes");
        try (BundleReader reader = BundleReader.open(list)) {
            assertThat(reader.ordinals()).hasSize(70_000);
        }
    }

    @Test
    void whatHasNoEndIsNoBundle() throws IOException {
        Path whole = written(Map.of("verdicts.json", new byte[] {'[', ']'}));
        byte[] bytes = Files.readAllBytes(whole);
        Path file = folder.resolve("cut.zip");
        for (int length : new int[] {0, 1, 21, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));

            assertThatThrownBy(() -> BundleReader.open(file))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidBundle.class)
                    .hasMessageContaining("must be a bundle, which is a ZIP file");
        }
    }

    private Path written(Map<String, byte[]> entries) throws IOException {
        Path file = folder.resolve("bundle.zip");
        Map<String, String> hashes = new LinkedHashMap<>();
        entries.forEach((name, content) -> hashes.put(name, Sha256.hex(content)));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(WireFormat.bytes(
                    new BundleManifest(BundleManifest.SCHEMA, "a test", Instant.EPOCH, "campaign", 1, hashes)));
            zip.closeEntry();
        }
        return file;
    }
}
