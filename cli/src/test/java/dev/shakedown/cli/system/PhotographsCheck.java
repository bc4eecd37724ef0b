package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;

/** A folder of a phone's photographs, from the first refusal to stored results. */
class PhotographsCheck {

    private final Path directory;
    private final int port;

    PhotographsCheck(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    void run() throws IOException, InterruptedException {
        Path photographs = Files.createDirectories(directory.resolve("fotos"));
        byte[] large = photograph(4000, 3000);
        Files.write(photographs.resolve("Gr\u00fc\u00dfe aus K\u00f6ln.jpg"), turned(large));
        Files.write(photographs.resolve("IMG_2.JPG"), large);
        Files.write(photographs.resolve("kaputt.jpg"), Arrays.copyOf(large, large.length / 2));
        Files.write(photographs.resolve("live.heic"), "\0\0\0\u0018ftypheic".getBytes(StandardCharsets.ISO_8859_1));
        String api = "--api=http://127.0.0.1:" + port;

        Launcher.Ended refused = Launcher.execute("submit", campaign("fotos"), "--dry-run", api);
        assertThat(refused.status()).isNotZero();
        assertThat(refused.said())
                .contains(
                        "fotos/Gr\u00fc\u00dfe aus K\u00f6ln.jpg: the picture is 3000x4000 pixels: must be",
                        "fotos/IMG_2.JPG: the picture is 4000x3000 pixels: must be",
                        "resize: 1024",
                        "fotos/kaputt.jpg: the JPEG is truncated",
                        "fotos/live.heic: the file is a HEIC",
                        "convert it");
        String usable = campaign("fotos, resize: 96x96");
        Files.writeString(Path.of(usable), "skipUnusable: true\n", StandardOpenOption.APPEND);
        String id = Launcher.call("submit", usable, "--wait", api).strip();

        assertThat(Launcher.call("results", id, api))
                .contains("Gr\u00fc\u00dfe aus K\u00f6ln", "IMG_2")
                .doesNotContain("kaputt", "live");
        assertThat(Launcher.run(directory, "verify", id, api)).isNotBlank();
    }

    private String campaign(String file) throws IOException {
        return Files.writeString(directory.resolve("campaign.yaml"), """
                schema: 1
                name: phone
                images: [{file: %s}]
                blurs: [{kernel: {type: camera-shake, size: 9, seed: 3}}]
                networks: [wiener]
                attacks:
                  - {type: untargeted, steps: 3}
                  - {type: targeted, target: {file: fotos/IMG_2.JPG, fit: crop}, steps: 3}
                budgets: [4]
                """.formatted(file))
                .toString();
    }

    private static byte[] photograph(int width, int height) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D pen = picture.createGraphics();
        pen.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        pen.fillRect(0, 0, width, height);
        pen.setColor(Color.WHITE);
        pen.fillOval(width / 4, height / 3, width / 3, height / 3);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpeg", bytes);
        return bytes.toByteArray();
    }

    /** With the EXIF orientation 6: to be seen turned right by 90 degrees. */
    private static byte[] turned(byte[] jpeg) {
        byte[] exif = HexFormat.of()
                .parseHex(
                        "ffe10022457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, 2);
        file.writeBytes(exif);
        file.write(jpeg, 2, jpeg.length - 2);
        return file.toByteArray();
    }
}
