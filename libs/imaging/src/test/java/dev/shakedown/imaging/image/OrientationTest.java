package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {

    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private static PlanarImage decoded(byte[] file) {
        ImageDecoding decoding = ImageDecoder.decode(file, ImageLimits.DEFAULT);
        assertThat(decoding).isInstanceOf(ImageDecoding.Decoded.class);
        return ((ImageDecoding.Decoded) decoding).image();
    }

    /** Three columns and two rows, as stored: 1 2 3 over 4 5 6. */
    private static PngBytes stored() {
        return new PngBytes().header(3, 2, 8, PngBytes.GREY);
    }

    private static PngBytes withData(PngBytes png) {
        return png.data(0, 1, 2, 3, 0, 4, 5, 6);
    }

    /** Such as 123/456. */
    private static String rows(PlanarImage image) {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < image.height(); row++) {
            rows.append(row == 0 ? "" : "/");
            for (int column = 0; column < image.width(); column++) {
                rows.append(Math.round(image.at(row % 3, row, column) * 255));
            }
        }
        return rows.toString();
    }

    private static byte[] exif(int orientation) {
        return ExifBytes.of(ByteOrder.LITTLE_ENDIAN, orientation);
    }

    /** Rows as the EXIF standard has them: which stored row and column are the top and the left. */
    @ParameterizedTest
    @CsvSource({
        "1, 123/456",
        "2, 321/654",
        "3, 654/321",
        "4, 456/123",
        "5, 14/25/36",
        "6, 41/52/63",
        "7, 63/52/41",
        "8, 36/25/14"
    })
    void everyOrientationOfAPngIsUndone(int orientation, String upright) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            byte[] exif = ExifBytes.of(order, orientation);

            byte[] before = withData(stored().chunk("eXIf", exif)).end();
            byte[] behind = withData(stored()).chunk("eXIf", exif).end();
            byte[] prefixed = withData(stored().chunk("eXIf", ExifBytes.named(EXIF, exif)))
                    .end();

            assertThat(rows(decoded(before))).isEqualTo(upright);
            assertThat(rows(decoded(behind))).isEqualTo(upright);
            assertThat(rows(decoded(prefixed))).isEqualTo(upright);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "grey.jpg"})
    void aJpegIsTurnedAsAPngIs(String name) {
        byte[] file = TestImages.file(name);
        PlanarImage plain = decoded(file);

        for (int orientation = 1; orientation <= 8; orientation++) {
            for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                byte[] exif = ExifBytes.named(EXIF, ExifBytes.of(order, orientation));

                PlanarImage image = decoded(ExifBytes.jpeg(file, exif));

                assertThat(image).isEqualTo(Orientation.values()[orientation - 1].upright(plain));
                assertThat(image.height()).isEqualTo(orientation < 5 ? 24 : 32);
                assertThat(image.width()).isEqualTo(orientation < 5 ? 32 : 24);
            }
        }
    }

    /** Sixteen bits, a palette and interlace take other ways through the decoder. */
    @Test
    void otherKindsOfPngAreTurnedToo() {
        byte[] sixteen = new PngBytes()
                .header(2, 2, 16, PngBytes.GREY)
                .chunk("eXIf", exif(6))
                .data(0, 0, 1, 0, 2, 0, 0, 3, 0, 4)
                .end();
        byte[] palette = new PngBytes()
                .header(2, 2, 8, PngBytes.PALETTE)
                .chunk("PLTE", PngBytes.bytes(9, 9, 9, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4))
                .chunk("eXIf", exif(6))
                .data(0, 1, 2, 0, 3, 4)
                .end();

        assertThat(decoded(sixteen).at(0, 0, 0)).isEqualTo(3 / 65535f);
        assertThat(rows(decoded(palette))).isEqualTo("31/42");
    }

    @Test
    void theFirstReadableExifCountsAndOtherSegmentsDoNot() {
        byte[] file = TestImages.file("baseline.jpg");
        byte[] xmp = ExifBytes.named(XMP, exif(3));
        byte[] damaged = ExifBytes.named(EXIF, new byte[] {'I', 'I'});
        byte[] six = ExifBytes.named(EXIF, exif(6));
        byte[] three = ExifBytes.named(EXIF, exif(3));

        PlanarImage turned = Orientation.TURNED_RIGHT.upright(decoded(file));

        assertThat(decoded(ExifBytes.jpeg(file, xmp))).isEqualTo(decoded(file));
        assertThat(decoded(ExifBytes.jpeg(file, xmp, damaged, six, three))).isEqualTo(turned);
        assertThat(decoded(withData(stored().chunk("eXIf", exif(2)).chunk("eXIf", exif(3)))
                        .end()))
                .isEqualTo(decoded(withData(stored().chunk("eXIf", exif(2))).end()));
    }

    @Test
    void aDamagedChecksumOfAnOrientationLeavesThePictureAsStored() {
        byte[] file = withData(stored().chunk("eXIf", exif(3))).end();
        byte[] exif = exif(3);
        int end = IntStream.range(0, file.length)
                .filter(at -> Arrays.equals(file, at, Math.min(at + exif.length, file.length), exif, 0, exif.length))
                .findFirst()
                .orElseThrow();
        file[end + exif.length] ^= 1;

        assertThat(rows(decoded(file))).isEqualTo("123/456");
    }

    private static Stream<byte[]> damaged() {
        byte[] good = ExifBytes.of(ByteOrder.BIG_ENDIAN, 6);
        byte[] far = good.clone();
        ByteBuffer.wrap(far).putInt(4, 0x7FFFFFFF);
        byte[] negative = good.clone();
        ByteBuffer.wrap(negative).putInt(4, -8);
        byte[] many = ByteBuffer.wrap(ExifBytes.ofEntry(ExifBytes.SHORT, 1, 0))
                .putShort(8, (short) 0xFFFF)
                .array();
        byte[] mark = good.clone();
        mark[3] = 43;
        byte[] order = good.clone();
        order[0] = 'I';
        return Stream.of(
                new byte[0],
                new byte[] {'M'},
                "Exif".getBytes(StandardCharsets.US_ASCII),
                EXIF.getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOf(good, 30),
                far,
                negative,
                many,
                mark,
                order,
                ExifBytes.ofEntry(ExifBytes.SHORT, 1, 0),
                ExifBytes.ofEntry(ExifBytes.SHORT, 1, 9 << 16),
                ExifBytes.ofEntry(ExifBytes.SHORT, 1, 0xFFFF0000),
                ExifBytes.ofEntry(ExifBytes.SHORT, 2, 6 << 16),
                ExifBytes.ofEntry(ExifBytes.LONG, 1, 6));
    }

    @Test
    void damagedExifLeavesAGoodPictureAsStored() {
        byte[] jpeg = TestImages.file("baseline.jpg");

        assertThat(damaged()).allSatisfy(exif -> {
            assertThat(rows(decoded(withData(stored().chunk("eXIf", exif)).end())))
                    .isEqualTo("123/456");
            assertThat(decoded(ExifBytes.jpeg(jpeg, ExifBytes.named(EXIF, exif))))
                    .isEqualTo(decoded(jpeg));
        });
    }

    @Test
    void randomExifNeverRefusesAPicture() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] exif = ExifBytes.of(i % 2 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, 1 + i % 8);
            for (int bytes = 1 + random.nextInt(4); bytes > 0; bytes--) {
                exif[random.nextInt(exif.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(exif, random.nextInt(exif.length + 1));

            assertThat(decoded(withData(stored().chunk("eXIf", cut)).end())).isNotNull();
        }
    }

    /** The limits are of the sides, whichever is which. */
    @Test
    void limitsAreCheckedBeforeAnythingIsTurned() {
        byte[] tall = new PngBytes()
                .header(2, 9000, 8, PngBytes.GREY)
                .chunk("eXIf", exif(6))
                .end();

        assertThat(ImageDecoder.decode(tall, ImageLimits.DEFAULT)).isInstanceOf(ImageDecoding.Refused.class);
        assertThat(ImageDecoder.decode(withData(stored().chunk("eXIf", exif(6))).end(), new ImageLimits(2, 3, 6)))
                .isInstanceOf(ImageDecoding.Decoded.class);
    }
}
