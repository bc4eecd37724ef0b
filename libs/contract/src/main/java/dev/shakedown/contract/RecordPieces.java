package dev.shakedown.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How bytes that are too large for one Kafka record are cut into pieces. */
public final class RecordPieces {

    /**
     * Bytes of each piece of an artifact but the last. With key and headers, a record stays below 1,000,000 bytes, and
     * so below Kafka's default limit of 1,048,588. The same for all services, so that equal bytes have equal pieces.
     */
    public static final int BYTES = 983_040;

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})/([1-9][0-9]{0,5})");

    private RecordPieces() {}

    /**
     * Which of how many.
     *
     * @param number from 1
     * @param count of all pieces
     */
    public record Place(int number, int count) {

        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if there is no such piece
         */
        public Place {
            if (number < 1 || number > count) {
                throw new IllegalArgumentException(
                        "piece: %d/%d: must be a number from 1 to the count, for example 2/5".formatted(number, count));
            }
        }

        /** Reads what {@link #toString} writes; empty if the text has another form. */
        public static Optional<Place> parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                return Optional.empty();
            }
            int number = Integer.parseInt(form.group(1));
            int count = Integer.parseInt(form.group(2));
            return number <= count ? Optional.of(new Place(number, count)) : Optional.empty();
        }

        /** Whether it is the last. */
        public boolean isLast() {
            return number == count;
        }

        @Override
        public String toString() {
            return number + "/" + count;
        }
    }

    /** Cuts bytes into pieces of at most so many; one piece at least, in order. */
    public static List<byte[]> cut(byte[] bytes, int most) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        do {
            int to = (int) Math.min(bytes.length, (long) from + most);
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        } while (from < bytes.length);
        return pieces;
    }

    /** Puts pieces together, in order. */
    public static byte[] join(List<byte[]> pieces) {
        byte[] whole = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return whole;
    }
}
