package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Numbers in memory outside of the Java heap, as the device takes them: made on any thread, so that the device's thread
 * has nothing to convert. The memory is freed with the object. Immutable.
 */
final class HostArray {

    private final ByteBuffer bytes;
    private final Shape shape;

    private HostArray(Shape shape) {
        this.shape = shape;
        this.bytes = ByteBuffer.allocateDirect(Math.toIntExact(shape.size() * Float.BYTES))
                .order(ByteOrder.nativeOrder());
    }

    /** (1, 3, H, W). */
    static HostArray of(PlanarImage image) {
        HostArray array = new HostArray(shape(image));
        array.bytes.asFloatBuffer().put(image.buffer());
        return array;
    }

    /** (1, 3, H, W), of an image's size, from values that are laid out so. */
    static HostArray of(PlanarImage like, float[] values) {
        HostArray array = new HostArray(shape(like));
        array.bytes.asFloatBuffer().put(values);
        return array;
    }

    /** (1, 1, K, K). */
    static HostArray of(BlurKernel kernel) {
        HostArray array = new HostArray(new Shape(1, 1, kernel.size(), kernel.size()));
        FloatBuffer values = array.bytes.asFloatBuffer();
        for (double weight : kernel.weights()) {
            values.put((float) weight);
        }
        return array;
    }

    /** (1, 1, K, K), from K x K values. */
    static HostArray ofSquare(int side, float[] values) {
        HostArray array = new HostArray(new Shape(1, 1, side, side));
        array.bytes.asFloatBuffer().put(values);
        return array;
    }

    private static Shape shape(PlanarImage image) {
        return new Shape(1, PlanarImage.CHANNELS, image.height(), image.width());
    }

    /** The same on the manager's device; on a processor it shares this memory, so it must not be changed. */
    NDArray on(NDManager manager) {
        return manager.create(bytes.duplicate().order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32);
    }

    /** The values, in their order. */
    FloatBuffer values() {
        return bytes.asReadOnlyBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
