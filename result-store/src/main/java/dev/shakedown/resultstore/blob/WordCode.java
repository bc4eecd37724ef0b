package dev.shakedown.resultstore.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A lossless code for arrays of 32-bit words in which very few values are very frequent, as the two ends of its range
 * are in a perturbation that an attack has pushed against its bound. Any other value costs 34 bits, which is all that
 * there is to gain on the digits of floats.
 *
 * <p>Coded are, one after the other, all little-endian: the number of bytes (int32); three words, the dictionary; for
 * each word of the content 2 bits, its place in the dictionary from 1, or 0, sixteen of them to an int32 from the
 * lowest bits up; each word whose code is 0; and the up to three bytes after the last whole word.
 */
final class WordCode {

    private static final int DICTIONARY = 3;
    private static final int HEADER = 1 + DICTIONARY;
    private static final int CODES_PER_WORD = 16;
    private static final int SAMPLE = 1024;
    /** A word that is seen less often among the sampled ones may be there once. */
    private static final int LEAST = 3;

    private WordCode() {}

    /** The code of the bytes of this array from an offset on. */
    static byte[] encode(byte[] array, int offset, int length) {
        int[] content = new int[length / 4];
        words(array, offset, length).get(content);
        int[] coded = new int[HEADER + codeWords(content.length) + content.length + 1];
        coded[0] = length;
        dictionary(content, coded);
        int end = list(content, coded);
        int tail = length % 4;
        byte[] bytes = new byte[4 * end + tail];
        words(bytes, 0, 4 * end).put(coded, 0, end);
        System.arraycopy(array, offset + length - tail, bytes, 4 * end, tail);
        return bytes;
    }

    private static IntBuffer words(byte[] array, int offset, int length) {
        return ByteBuffer.wrap(array, offset, length)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
    }

    private static int codeWords(int words) {
        return (words + CODES_PER_WORD - 1) / CODES_PER_WORD;
    }

    /**
     * Writes the codes and the words that have none; returns where these end. What a word is cannot be foretold, so
     * nothing is decided: each word is written, and overwritten by the next one if it has a code.
     */
    private static int list(int[] content, int[] coded) {
        int first = coded[1];
        int second = coded[2];
        int third = coded[3];
        int end = HEADER + codeWords(content.length);
        for (int at = 0, group = HEADER; at < content.length; at += CODES_PER_WORD, group++) {
            int codes = 0;
            int count = Math.min(CODES_PER_WORD, content.length - at);
            for (int i = 0; i < count; i++) {
                int word = content[at + i];
                // Entries that are equal are the last ones, where "or" is right too.
                int code = isZero(word ^ first) | isZero(word ^ second) << 1 | isZero(word ^ third) * DICTIONARY;
                coded[end] = word;
                end += isZero(code);
                codes |= code << 2 * i;
            }
            coded[group] = codes;
        }
        return end;
    }

    /** 1 for 0, otherwise 0. */
    private static int isZero(int word) {
        return ~(word | -word) >>> 31;
    }

    /** Writes the most frequent words, as far as a sample tells; 0 where there are not so many. */
    private static void dictionary(int[] content, int[] coded) {
        Map<Integer, Integer> counts = new HashMap<>();
        // Odd, so that no period of rows or columns is met.
        int stride = content.length / SAMPLE | 1;
        for (int i = 0; i < content.length; i += stride) {
            counts.merge(content[i], 1, Integer::sum);
        }
        List<Integer> frequent = counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST)
                .sorted(Map.Entry.<Integer, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(DICTIONARY)
                .map(Map.Entry::getKey)
                .toList();
        for (int i = 0; i < frequent.size(); i++) {
            coded[1 + i] = frequent.get(i);
        }
    }

    /** The content that this is the code of; closes it when it is closed. */
    static InputStream decode(InputStream coded) throws IOException {
        return new Decoder(coded);
    }

    /** Keeps two bits for each word in memory, and a few words. */
    private static final class Decoder extends InputStream {

        private static final int BLOCK = 4096;

        private final InputStream coded;
        /** By code; the first is the word that is listed next. */
        private final int[] dictionary = new int[1 + DICTIONARY];

        private final int count;
        private final int[] codes;
        private final byte[] block = new byte[4 * BLOCK];
        private int tail;
        private int next;
        private int position;
        private int limit;

        Decoder(InputStream coded) throws IOException {
            this.coded = coded;
            int length = listed(1)[0];
            System.arraycopy(listed(DICTIONARY), 0, dictionary, 1, DICTIONARY);
            count = length / 4;
            tail = length % 4;
            codes = listed(codeWords(count));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position == limit && !fill()) {
                return -1;
            }
            int count = Math.min(length, limit - position);
            System.arraycopy(block, position, target, offset, count);
            position += count;
            return count;
        }

        private boolean fill() throws IOException {
            int part = Math.min(BLOCK, count - next);
            if (part == 0) {
                byte[] rest = exactly(tail);
                tail = 0;
                System.arraycopy(rest, 0, block, 0, rest.length);
                position = 0;
                limit = rest.length;
                return limit > 0;
            }
            int others = 0;
            for (int i = next; i < next + part; i++) {
                others += isZero(code(i));
            }
            // One more, for the words after the last one that is listed, which do not use it.
            int[] listed = Arrays.copyOf(listed(others), others + 1);
            int[] decoded = new int[part];
            int from = 0;
            for (int i = 0; i < part; i++) {
                int code = code(next + i);
                dictionary[0] = listed[from];
                decoded[i] = dictionary[code];
                from += isZero(code);
            }
            words(block, 0, 4 * part).put(decoded);
            next += part;
            position = 0;
            limit = 4 * part;
            return true;
        }

        private int code(int word) {
            return codes[word / CODES_PER_WORD] >>> 2 * (word % CODES_PER_WORD) & DICTIONARY;
        }

        private int[] listed(int words) throws IOException {
            int[] listed = new int[words];
            words(exactly(4 * words), 0, 4 * words).get(listed);
            return listed;
        }

        private byte[] exactly(int count) throws IOException {
            byte[] bytes = coded.readNBytes(count);
            if (bytes.length < count) {
                throw new IOException("The code ends early: %d bytes of %d".formatted(bytes.length, count));
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            coded.close();
        }
    }
}
