package dev.shakedown.client.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.StubServices;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people have on their phones, from the folder to the document that is submitted. */
class PhotographsTest {

    @TempDir
    private Path folder;

    @AutoClose
    private final StubServices services = new StubServices();

    private final List<String> notes = new ArrayList<>();

    /** Twelve megapixels, EXIF, umlauts, a HEIC and a broken file, until every refusal is followed. */
    @Test
    void aFolderFromAPhoneIsUsableWhereItsRefusalsAreFollowed() throws IOException {
        write("fotos/Gr\u00fc\u00dfe aus K\u00f6ln.jpg", turned(photograph("jpeg", 4000, 3000)));
        write("fotos/IMG_2.JPG", photograph("jpeg", 4000, 3000));
        write("fotos/IMG_3.heic", "\0\0\0\u0018ftypheic....".getBytes(StandardCharsets.ISO_8859_1));
        byte[] broken = photograph("jpeg", 640, 480);
        write("fotos/kaputt.jpg", Arrays.copyOf(broken, broken.length / 2));
        write("fotos/scan.bmp", photograph("bmp", 640, 480));

        assertThatThrownBy(() -> dryRun("images: [{file: fotos}]"))
                .isInstanceOfSatisfying(InvalidDocument.class, refusal -> {
                    assertThat(refusal.lines()).hasSize(4);
                    assertThat(refusal.lines().get(0))
                            .startsWith("images[0].file: fotos/Gr\u00fc\u00dfe aus K\u00f6ln.jpg: the picture is"
                                    + " 3000x4000 pixels: must be ")
                            .contains("at most 4194304 pixels", "resize: 1024");
                    assertThat(refusal.lines().get(1)).contains("fotos/IMG_2.JPG: the picture is 4000x3000 pixels");
                    assertThat(refusal.lines().get(2))
                            .startsWith("images[0].file: fotos/IMG_3.heic: the file is a HEIC")
                            .contains("JPEG or PNG: convert it");
                    assertThat(refusal.lines().get(3))
                            .isEqualTo("images[0].file: fotos/kaputt.jpg: the JPEG is truncated: must be an undamaged"
                                    + " JPEG");
                });
        dryRun("images: [{file: fotos, resize: 1024}]\nskipUnusable: true");

        assertThat(notes)
                .hasSize(2)
                .allMatch(note -> note.startsWith("left out: images[0].file: fotos/"))
                .anyMatch(note -> note.contains("IMG_3.heic"))
                .anyMatch(note -> note.contains("kaputt.jpg"));
        JsonNode images = services.submitted().get("images");
        assertThat(images.findValuesAsText("name")).containsExactly("Gr\u00fc\u00dfe aus K\u00f6ln", "IMG_2", "scan");
        assertThat(images.get(0).get("recipe").asText())
                .startsWith("JPEG 3000x4000; turned upright; resized to 768x1024 (Lanczos-3); from sha256 ");
        assertThat(images.get(2).get("recipe").asText()).startsWith("BMP 640x480; from sha256 ");
        assertThat(images.get(0).size()).isEqualTo(3);
        List<PlanarImage> pictures = pictures();
        assertThat(pictures).extracting(PlanarImage::height).containsExactly(480, 1024, 768, 480);
        // The red half lies left in the file, and so above in the upright picture.
        assertThat(pictures.get(1).at(0, 100, 384)).isGreaterThan(0.9f);
        assertThat(pictures.get(1).at(0, 900, 384)).isLessThan(0.1f);
    }

    @Test
    void aPictureThatIsUsableStaysByteForByte() throws IOException {
        byte[] file = turned(photograph("jpeg", 64, 48));
        write("a.jpg", file);

        dryRun("images: [{file: a.jpg, resize: 1024}]");

        assertThat(services.pictures()).containsExactly(file);
        assertThat(services.submitted().get("images").get(0).has("recipe")).isFalse();
    }

    @Test
    void transparencyIsLaidOverTheNamedColourAndElseOverWhiteWithAWarning() throws IOException {
        write("a.png", photograph(new BufferedImage(64, 48, BufferedImage.TYPE_INT_ARGB), "png"));
        write("b.png", photograph(new BufferedImage(66, 48, BufferedImage.TYPE_INT_ARGB), "png"));

        dryRun("images: [{file: a.png, background: black}, {file: b.png}]");

        assertThat(pictures().get(0).at(1, 40, 60)).isZero();
        assertThat(pictures().get(1).at(1, 40, 60)).isEqualTo(1f);
        assertThat(notes)
                .containsExactly("warning: images[1].file: b.png: has transparent pixels, which now show white;"
                        + " background: names a colour");
    }

    @Test
    void bothPicturesOfAPairGetOneSize() throws IOException {
        write("blur/1.png", photograph("png", 64, 48));
        write("sharp/1.png", photograph("png", 64, 48));

        dryRun("images: [{blurred: blur/*.png, sharp: sharp/*.png, crop: 40x40, resize: 20}]");

        JsonNode image = services.submitted().get("images").get(0);
        assertThat(image.get("blurred").get("recipe").asText())
                .startsWith("PNG 64x48; cropped to 40x40 at 12,4; resized to 20x20 (Lanczos-3)");
        assertThat(image.get("sharp").get("recipe").asText()).startsWith("PNG 64x48; cropped");
        assertThat(image.has("crop")).isFalse();
    }

    @Test
    void aPictureOfAnotherShapeIsLeftOutWhereTheDocumentSaysSkip() throws IOException {
        write("p/a.png", photograph("png", 64, 48));
        write("p/b.png", photograph("png", 48, 64));

        dryRun("images: [{file: p, resize: 32x24, fit: skip}]");

        assertThat(services.submitted().get("images").findValuesAsText("name")).containsExactly("a");
        assertThat(notes)
                .containsExactly("left out: images[0].file: p/b.png: is 48x64, which has not the shape of 32x24");
        assertThatThrownBy(() -> dryRun("images: [{file: p/b.png, resize: 32x24, fit: skip}]"))
                .hasMessageContaining("has not the shape of 32x24");
    }

    @Test
    void aTargetGetsTheSizeOfTheImages() throws IOException {
        write("p/a.png", photograph("png", 64, 48));
        write("p/b.png", photograph("png", 66, 48));
        write("t.png", photograph("png", 100, 100));
        String attacks = "\nattacks: [{type: targeted, target: {file: t.png, fit: crop}}]";

        dryRun("images: [{file: p/a.png}]" + attacks);

        JsonNode target = services.submitted().at("/attacks/0/target");
        assertThat(target.get("recipe").asText())
                .startsWith("PNG 100x100; cropped to 100x75 at 0,12; resized to 64x48 (Lanczos-3)");
        assertThat(target.has("fit")).isFalse();
        assertThatThrownBy(() -> dryRun("images: [{file: p}]" + attacks))
                .hasMessage("attacks[0].target.fit: crop: the images have 2 sizes: 64x48 (p/a.png), 66x48 (p/b.png);"
                        + " must be one: give the images resize: 64x48, or this one fit: skip");
        dryRun("images: [{file: p, resize: 64x48}]" + attacks);
    }

    @Test
    void onePictureOfAnotherSizeDoesNotBlockTheTarget() throws IOException {
        write("p/a.png", photograph("png", 64, 48));
        write("p/b.png", photograph("png", 66, 48));
        write("t.png", photograph(new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_GRAY), "png"));

        dryRun("images: [{file: p}]\nattacks: [{type: targeted, target: {file: t.png, fit: skip}}]");

        assertThat(services.submitted().get("images").findValuesAsText("name")).containsExactly("a");
        assertThat(notes)
                .containsExactly("left out: images[0]: p/b.png: is 66x48, but attacks[0].target is 64x48 (fit: skip)");
    }

    private List<PlanarImage> pictures() {
        return services.pictures().stream()
                .map(file -> ((ImageDecoding.Decoded) ImageDecoder.decode(file, ImageLimits.DEFAULT)).image())
                .toList();
    }

    private void write(String name, byte[] file) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), file);
    }

    private static byte[] photograph(String format, int width, int height) throws IOException {
        return photograph(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), format);
    }

    /** Its left half is red; where it can be transparent, the rest is. */
    private static byte[] photograph(BufferedImage picture, String format) throws IOException {
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, picture.getWidth() / 2, picture.getHeight());
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    /** With the EXIF orientation 6: to be seen turned right by 90 degrees. */
    private static byte[] turned(byte[] jpeg) {
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, 2);
        file.writeBytes(exif);
        file.write(jpeg, 2, jpeg.length - 2);
        return file.toByteArray();
    }

    private void dryRun(String yaml) throws IOException {
        CampaignDocument document = CampaignDocument.read(Files.writeString(folder.resolve("campaign.yaml"), yaml));
        notes.clear();
        new CampaignSubmitter(new JobApiClient(services.address()), false, notes::add).dryRun(document);
    }
}
