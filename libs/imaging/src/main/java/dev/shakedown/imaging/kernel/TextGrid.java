package dev.shakedown.imaging.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Rows of numbers as people type them or as {@code numpy.savetxt} and MATLAB's {@code writematrix} write them. */
final class TextGrid {

    /** 255 x 255 numbers of 30 characters are two million bytes. */
    private static final int MAX_BYTES = 4 << 20;

    private static final Pattern COMMENT = Pattern.compile("[#%].*");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*[,;]\\s*|\\s+");

    private TextGrid() {}

    static WeightGrid parse(byte[] file) throws UnreadableKernelException {
        if (file.length > MAX_BYTES) {
            throw new UnreadableKernelException(
                    "the file has %d bytes".formatted(file.length), "at most %d".formatted(MAX_BYTES));
        }
        String text = new String(file, StandardCharsets.UTF_8).replace("\uFEFF", "");
        List<String> lines = text.lines()
                .map(line -> COMMENT.matcher(line).replaceFirst("").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        int columns = -1;
        double[] weights = {};
        for (int row = 0; row < lines.size(); row++) {
            double[] numbers = numbers(lines.get(row), row);
            if (row == 0) {
                columns = numbers.length;
                check(lines.size(), columns);
                weights = new double[lines.size() * columns];
            }
            if (numbers.length != columns) {
                throw new UnreadableKernelException(
                        "row %d (from 0) has %d numbers".formatted(row, numbers.length),
                        "%d, as in the first row".formatted(columns));
            }
            System.arraycopy(numbers, 0, weights, row * columns, columns);
        }
        if (columns < 0) {
            throw new UnreadableKernelException("the file has no numbers", "rows of numbers");
        }
        return new WeightGrid(lines.size(), columns, weights);
    }

    private static void check(int rows, int columns) throws UnreadableKernelException {
        if (rows > BlurKernel.MAX_SIZE || columns > BlurKernel.MAX_SIZE) {
            throw new UnreadableKernelException(
                    "the file has %d rows of %d numbers".formatted(rows, columns),
                    "at most %d of each".formatted(BlurKernel.MAX_SIZE));
        }
    }

    private static double[] numbers(String line, int row) throws UnreadableKernelException {
        String[] words = SEPARATOR.split(line);
        try {
            return Arrays.stream(words).mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            throw new UnreadableKernelException(
                    "row %d (from 0) holds something else than numbers".formatted(row),
                    "numbers such as 0.25 or 1e-3, separated by commas or spaces");
        }
    }
}
