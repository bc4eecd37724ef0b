package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {

    private static ImageDecoding.Refused refused(byte[] file) {
        ImageDecoding decoding = ImageDecoder.decode(file, ImageLimits.DEFAULT);
        assertThat(decoding).isInstanceOf(ImageDecoding.Refused.class);
        return (ImageDecoding.Refused) decoding;
    }

    private static long bytesAllocatedBy(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void otherFilesAreRefusedByName() {
        assertThat(refused(new byte[0]).problem()).isEqualTo("the file is empty");
        assertThat(refused(TestImages.file("picture.gif")).problem()).isEqualTo("the file is a GIF");
        assertThat(refused("<svg/>".getBytes(StandardCharsets.UTF_8)).problem())
                .isEqualTo("the file is not an image that we know");
        assertThat(refused(new byte[100]).expected()).isEqualTo("a PNG or JPEG file");
    }

    @Test
    void sizesOutsideTheLimitsAreRefusedWithTheLimits() {
        byte[] onePixel =
                new PngBytes().header(1, 1, 8, PngBytes.GREY).data(0, 0).end();
        byte[] tooLong = new PngBytes().header(8193, 2, 8, PngBytes.GREY).end();
        byte[] overflowing =
                new PngBytes().header(-1, -1, 16, PngBytes.RGB_ALPHA).end();

        assertThat(refused(onePixel).problem()).isEqualTo("the image is 1 x 1 pixels");
        assertThat(refused(tooLong).expected())
                .isEqualTo("sides of 2 to 8192 pixels and at most 4194304 pixels in all");
        assertThat(refused(overflowing).problem()).isEqualTo("the image is 4294967295 x 4294967295 pixels");
    }

    @Test
    void aHundredMegapixelsAreRefusedWithoutBeingInflated() {
        byte[] rows = new byte[10_000 * 10_001];
        byte[] bomb = new PngBytes()
                .header(10_000, 10_000, 8, PngBytes.GREY)
                .chunk("IDAT", PngBytes.deflate(rows))
                .end();
        refused(bomb);

        long allocated = bytesAllocatedBy(() -> refused(bomb));

        assertThat(allocated).isLessThan(1 << 20);
    }

    @Test
    void moreImageDataThanPixelsIsRefusedEarly() {
        byte[] bomb = new PngBytes()
                .header(4, 4, 8, PngBytes.GREY)
                .chunk("IDAT", PngBytes.deflate(new byte[200_000_000]))
                .end();

        long allocated = bytesAllocatedBy(
                () -> assertThat(refused(bomb).problem()).isEqualTo("the PNG has more image data than pixels"));

        assertThat(allocated).isLessThan(2 << 20);
    }

    @Test
    void compressedMetadataIsNotInflated() {
        byte[] zeros = PngBytes.deflate(new byte[200_000_000]);
        byte[] content = new byte[zeros.length + 3];
        content[0] = 'x';
        System.arraycopy(zeros, 0, content, 3, zeros.length);
        byte[] picture = new PngBytes()
                .header(4, 4, 8, PngBytes.GREY)
                .chunk("iCCP", content)
                .chunk("zTXt", content)
                .data(new int[20])
                .end();

        long allocated = bytesAllocatedBy(() -> assertThat(ImageDecoder.decode(picture, ImageLimits.DEFAULT))
                .isInstanceOf(ImageDecoding.Decoded.class));

        assertThat(allocated).isLessThan(4 << 20);
    }

    @Test
    void randomBytesAfterASignatureAreRefused() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] file = new byte[8 + random.nextInt(200)];
            random.nextBytes(file);
            byte[] signature = i % 2 == 0 ? new PngBytes().unfinished() : PngBytes.bytes(0xFF, 0xD8, 0xFF);
            System.arraycopy(signature, 0, file, 0, signature.length);
            assertThat(refused(file).problem()).isNotEmpty();
        }
    }
}
