package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.Shape;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AttackState} as bytes, big-endian: a magic number, a version, the searches, and a CRC-32 of all before it.
 * Floats keep their bits.
 */
public final class AttackStateCodec {

    private static final int MAGIC = 0x53444153;
    private static final int VERSION = 4;
    private static final int CHECKSUM_BYTES = Long.BYTES;
    /** More than any image that is attacked has, so that damaged bytes cannot ask for all memory. */
    private static final int MOST_SIDE = 1 << 14;

    private AttackStateCodec() {}

    /** Bytes that {@link #decode} turns into an equal state. */
    public static byte[] encode(AttackState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(state.running().size());
            for (AttackState.Search search : state.running()) {
                write(out, search);
            }
            out.writeInt(state.found().size());
            for (AttackState.Found found : state.found()) {
                write(out, found.progress());
                write(out, found.delta());
                BlurKernel told = found.told();
                out.writeInt(told == null ? 0 : told.size());
                if (told != null) {
                    for (double weight : told.weights()) {
                        out.writeDouble(weight);
                    }
                }
                out.writeInt(found.step());
                write(out, found.stillness());
            }
            out.writeLong(checksum(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a state.
     *
     * @throws IllegalArgumentException if these are not the bytes of one, whole and in a version that is known
     */
    public static AttackState decode(byte[] bytes) {
        int length = bytes.length - CHECKSUM_BYTES;
        if (length < 0 || ByteBuffer.wrap(bytes).getLong(length) != checksum(Arrays.copyOf(bytes, length))) {
            throw new IllegalArgumentException(
                    "state: " + bytes.length + " bytes: must be whole and end with their checksum");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new IllegalArgumentException("state: must be of version " + VERSION);
            }
            List<AttackState.Search> running = new ArrayList<>();
            int searches = in.readInt();
            for (int i = 0; i < searches; i++) {
                running.add(readSearch(in));
            }
            List<AttackState.Found> found = new ArrayList<>();
            int ended = in.readInt();
            for (int i = 0; i < ended; i++) {
                found.add(new AttackState.Found(
                        readProgress(in), readImage(in), readKernel(in), in.readInt(), readStillness(in)));
            }
            return new AttackState(running, found);
        } catch (IOException e) {
            throw new IllegalArgumentException("state: ends too early", e);
        }
    }

    private static void write(DataOutputStream out, AttackState.Search search) throws IOException {
        write(out, search.progress());
        write(out, search.delta());
        AttackState.Moments moments = search.moments();
        out.writeBoolean(moments != null);
        if (moments != null) {
            write(out, moments.first());
            write(out, moments.second());
        }
        AttackState.Best best = search.best();
        out.writeBoolean(best != null);
        if (best != null) {
            write(out, best.delta());
            out.writeFloat(best.loss());
            out.writeInt(best.step());
        }
        AttackState.Halving halving = search.halving();
        out.writeBoolean(halving != null);
        if (halving != null) {
            for (float number : halving.numbers()) {
                out.writeFloat(number);
            }
        }
        AttackState.Told told = search.told();
        out.writeInt(told == null ? 0 : told.kernel().shape().side(0));
        if (told != null) {
            for (FloatArray square : List.of(told.kernel(), told.best())) {
                for (float value : square.toFloats()) {
                    out.writeFloat(value);
                }
            }
            out.writeFloat(told.steepest());
        }
    }

    private static AttackState.@Nullable Told readTold(DataInputStream in) throws IOException {
        int side = side(in);
        return side == 0 ? null : new AttackState.Told(readSquare(in, side), readSquare(in, side), in.readFloat());
    }

    private static FloatArray readSquare(DataInputStream in, int side) throws IOException {
        float[] values = new float[side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readFloat();
        }
        return FloatArray.of(Shape.of(side, side), values);
    }

    private static @Nullable BlurKernel readKernel(DataInputStream in) throws IOException {
        int side = side(in);
        double[] weights = new double[side * side];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = in.readDouble();
        }
        return side == 0 ? null : BlurKernel.of(side, weights);
    }

    /** Of a kernel, or 0 for none. */
    private static int side(DataInputStream in) throws IOException {
        int side = in.readInt();
        if (side != 0 && !BlurKernel.isSize(side)) {
            throw new IllegalArgumentException("state: a kernel of side " + side);
        }
        return side;
    }

    private static AttackState.Search readSearch(DataInputStream in) throws IOException {
        AttackState.Progress progress = readProgress(in);
        PlanarImage delta = readImage(in);
        AttackState.Moments moments = in.readBoolean() ? new AttackState.Moments(readImage(in), readImage(in)) : null;
        AttackState.Best best =
                in.readBoolean() ? new AttackState.Best(readImage(in), in.readFloat(), in.readInt()) : null;
        AttackState.Halving halving = in.readBoolean()
                ? new AttackState.Halving(
                        in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat())
                : null;
        return new AttackState.Search(progress, delta, moments, best, halving, readTold(in));
    }

    private static void write(DataOutputStream out, AttackState.Progress progress) throws IOException {
        out.writeInt(progress.restart());
        out.writeInt(progress.steps());
        out.writeDouble(progress.seconds());
        out.writeDouble(progress.best());
        out.writeInt(progress.bestAt());
        out.writeInt(progress.trace().size());
        for (TracePoint point : progress.trace()) {
            out.writeInt(point.step());
            out.writeDouble(point.objective());
        }
    }

    private static AttackState.Progress readProgress(DataInputStream in) throws IOException {
        int restart = in.readInt();
        int steps = in.readInt();
        double seconds = in.readDouble();
        double best = in.readDouble();
        int bestAt = in.readInt();
        int points = in.readInt();
        List<TracePoint> trace = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            trace.add(new TracePoint(in.readInt(), in.readDouble()));
        }
        return new AttackState.Progress(restart, steps, seconds, best, bestAt, trace);
    }

    private static void write(DataOutputStream out, @Nullable Stillness stillness) throws IOException {
        out.writeInt(stillness == null ? -1 : stillness.cause().ordinal());
        out.writeDouble(stillness == null ? 0 : stillness.figure());
    }

    private static @Nullable Stillness readStillness(DataInputStream in) throws IOException {
        int cause = in.readInt();
        double figure = in.readDouble();
        if (cause >= Stillness.Cause.values().length) {
            throw new IllegalArgumentException("state: a search that stood still for reason " + cause);
        }
        return cause < 0 ? null : new Stillness(Stillness.Cause.values()[cause], figure);
    }

    private static void write(DataOutputStream out, PlanarImage image) throws IOException {
        out.writeInt(image.height());
        out.writeInt(image.width());
        float[] values = image.values();
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
        buffer.asFloatBuffer().put(values);
        out.write(buffer.array());
    }

    private static PlanarImage readImage(DataInputStream in) throws IOException {
        int height = in.readInt();
        int width = in.readInt();
        if (height < 1 || width < 1 || height > MOST_SIDE || width > MOST_SIDE) {
            throw new IllegalArgumentException("state: an image of " + width + "x" + height);
        }
        long length = (long) PlanarImage.CHANNELS * height * width * Float.BYTES;
        if (length > in.available()) {
            throw new IllegalArgumentException("state: ends too early");
        }
        float[] values = new float[PlanarImage.CHANNELS * height * width];
        ByteBuffer.wrap(in.readNBytes((int) length)).asFloatBuffer().get(values);
        return PlanarImage.of(height, width, values);
    }

    private static long checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }
}
