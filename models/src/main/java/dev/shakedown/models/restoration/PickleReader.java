package dev.shakedown.models.restoration;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Python pickles as plain values, without running anything: a class is a name, an object its class, arguments and
 * state. Knows the opcodes that PyTorch writes.
 *
 * <p>Values are {@link Global}, {@link Instance}, {@code Map}, {@code List} (tuples too), {@code String},
 * {@code Boolean}, {@code Number} and {@link #NONE}.
 */
final class PickleReader {

    /** Python's {@code None}. */
    static final Object NONE = new Object();

    private static final Object MARK = new Object();
    private static final int LONGEST_TEXT = 1 << 20;

    private final DataInputStream in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private final List<Object> persistentIds = new ArrayList<>();

    /**
     * A class or function by its name.
     *
     * @param module such as {@code torch.nn.modules.conv}
     * @param name such as {@code Conv2d}
     */
    record Global(String module, String name) {}

    /** An object, or what a function returned. Mutable while it is read, since it may contain itself. */
    static final class Instance {

        private final Object type;
        private Object state = NONE;

        private Instance(Object type) {
            this.type = type;
        }

        /** A {@link Global}, or what the pickle has in its place. */
        Object type() {
            return type;
        }

        /** What {@code __setstate__} or the attributes are set from; {@link #NONE} without any. */
        Object state() {
            return state;
        }
    }

    PickleReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * Reads one pickle; the stream is left behind it.
     *
     * @throws IOException if the stream ends, or is no pickle of this kind
     */
    Object read() throws IOException {
        stack.clear();
        memo.clear();
        try {
            while (true) {
                int opcode = in.readUnsignedByte();
                if (opcode == '.') {
                    return pop();
                }
                execute(opcode);
            }
        } catch (IndexOutOfBoundsException | ClassCastException e) {
            throw new IOException("not a pickle", e);
        }
    }

    /** What the pickles read so far name instead of containing it, in order: for PyTorch, the storages of tensors. */
    List<Object> persistentIds() {
        return List.copyOf(persistentIds);
    }

    private void execute(int opcode) throws IOException {
        switch (opcode) {
            case 0x80 -> in.readUnsignedByte();
            case 0x95 -> in.readLong();
            case '(' -> stack.add(MARK);
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> stack.add(top());
            case 'N' -> stack.add(NONE);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'K' -> stack.add(in.readUnsignedByte());
            case 'M' -> stack.add(in.readUnsignedByte() | in.readUnsignedByte() << 8);
            case 'J' -> stack.add(int32());
            case 0x8a -> stack.add(whole(in.readUnsignedByte()));
            case 'G' -> stack.add(in.readDouble());
            case 'X', 'T', 'B' -> stack.add(text(int32()));
            case 0x8c, 'U', 'C' -> stack.add(text(in.readUnsignedByte()));
            case ')' -> stack.add(List.of());
            case ']' -> stack.add(new ArrayList<>());
            case '}' -> stack.add(new LinkedHashMap<>());
            case 't' -> stack.add(popToMark());
            case 0x85 -> stack.add(popLast(1));
            case 0x86 -> stack.add(popLast(2));
            case 0x87 -> stack.add(popLast(3));
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case 's' -> put(popLast(2));
            case 'u' -> put(popToMark());
            case 'c' -> stack.add(new Global(line(), line()));
            case 0x93 -> {
                List<Object> names = popLast(2);
                stack.add(new Global((String) names.get(0), (String) names.get(1)));
            }
            case 0x81, 'R' -> stack.add(new Instance(popLast(2).get(0)));
            case 'Q' -> {
                persistentIds.add(top());
                stack.add(new Instance(pop()));
            }
            case 'b' -> setState(pop());
            case 'q' -> memo.put(in.readUnsignedByte(), top());
            case 'r' -> memo.put(int32(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> stack.add(remembered(in.readUnsignedByte()));
            case 'j' -> stack.add(remembered(int32()));
            default -> throw new IOException("opcode " + opcode + " is not known");
        }
    }

    private void setState(Object state) {
        if (top() instanceof Instance instance) {
            instance.state = state;
        }
    }

    /** To a list, or to an object that extends one. */
    @SuppressWarnings("unchecked")
    private void append(List<Object> values) {
        if (top() instanceof List<?> list) {
            ((List<Object>) list).addAll(values);
        }
    }

    /** Into a dictionary, or into an object that extends one, such as an ordered dictionary. */
    @SuppressWarnings("unchecked")
    private void put(List<Object> keysAndValues) {
        Object target = top();
        if (target instanceof Instance instance) {
            if (instance.state == NONE) {
                instance.state = new LinkedHashMap<>();
            }
            target = instance.state;
        }
        for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
            ((Map<Object, Object>) target).put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
    }

    private Object remembered(int key) throws IOException {
        Object value = memo.get(key);
        if (value == null) {
            throw new IOException("not a pickle");
        }
        return value;
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private List<Object> popLast(int count) {
        List<Object> last = stack.subList(stack.size() - count, stack.size());
        List<Object> values = new ArrayList<>(last);
        last.clear();
        return values;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        List<Object> values = popLast(stack.size() - mark - 1);
        pop();
        return values;
    }

    private int int32() throws IOException {
        return Integer.reverseBytes(in.readInt());
    }

    /** Little-endian, two's complement; the rest of one that is longer than 8 bytes is left out. */
    private long whole(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            long next = i == bytes - 1 ? in.readByte() : in.readUnsignedByte();
            value |= i < Long.BYTES ? next << 8 * i : 0;
        }
        return value;
    }

    private String text(int bytes) throws IOException {
        if (bytes < 0 || bytes > LONGEST_TEXT) {
            throw new IOException("a text of " + bytes + " bytes");
        }
        byte[] text = in.readNBytes(bytes);
        if (text.length < bytes) {
            throw new EOFException();
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append((char) c);
            if (line.length() > LONGEST_TEXT) {
                throw new IOException("not a pickle");
            }
        }
        return line.toString();
    }
}
