package dev.shakedown.imaging.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rows of numbers as people type them or as {@code numpy.savetxt} and MATLAB's {@code writematrix} or {@code mat2str}
 * write them. Commas separate numbers, or are decimal commas where blanks or semicolons separate; a file that can be
 * read both ways is refused.
 */
final class TextGrid {

    /** 255 x 255 numbers of 30 characters are two million bytes. */
    private static final int MAX_BYTES = 4 << 20;

    private static final Pattern COMMENT = Pattern.compile("[#%].*");
    private static final Pattern ROW_END = Pattern.compile("]\\s*[,;]?");
    private static final Pattern SEPARATOR = Pattern.compile("\\s*[,;]\\s*|\\s+");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d+,\\d+");
    private static final Pattern SEPARATOR_OF_DECIMALS = Pattern.compile("\\s*;\\s*|\\s+");

    private TextGrid() {}

    static WeightGrid parse(byte[] file) throws UnreadableKernelException {
        if (file.length > MAX_BYTES) {
            throw new UnreadableKernelException(
                    "the file has %d bytes".formatted(file.length), "at most %d".formatted(MAX_BYTES));
        }
        List<String> lines = lines(new String(file, StandardCharsets.UTF_8).replace("\uFEFF", ""));
        if (lines.isEmpty()) {
            throw new UnreadableKernelException("the file has no numbers", "rows of numbers");
        }
        double[][] rows = rows(lines);
        check(rows);
        double[] weights = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return new WeightGrid(rows.length, rows[0].length, weights);
    }

    /** The rows: lines, or what brackets or semicolons separate in one line, such as [1 2; 3 4]. */
    private static List<String> lines(String text) {
        String plain = ROW_END.matcher(COMMENT.matcher(text).replaceAll(""))
                .replaceAll("\n")
                .replace('[', ' ');
        List<String> lines = notBlank(plain.lines());
        List<String> rows = lines.size() == 1 ? notBlank(Stream.of(lines.get(0).split(";"))) : lines;
        boolean areRows = rows.stream().allMatch(row -> SEPARATOR.split(row).length > 1);
        boolean areDecimals =
                rows.stream().allMatch(row -> DECIMAL_COMMA.matcher(row).matches());
        return areRows && !areDecimals ? rows : lines;
    }

    private static List<String> notBlank(Stream<String> lines) {
        return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static double[][] rows(List<String> lines) throws UnreadableKernelException {
        Optional<double[][]> withDecimalCommas = withDecimalCommas(lines);
        double[][] rows = new double[lines.size()][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = numbers(lines.get(row), row);
        }
        int columns = rows[0].length;
        int decimals = withDecimalCommas.map(grid -> grid[0].length).orElse(columns / 2);
        if (withDecimalCommas.isPresent() && (decimals == rows.length || !isRectangle(rows))) {
            return withDecimalCommas.get();
        }
        // Where every second comma is a decimal comma, a square has twice as many columns.
        boolean isTwiceAsWide = hasCommasAndNoPoints(lines) && columns == 2 * rows.length && isRectangle(rows);
        if (withDecimalCommas.isPresent() || isTwiceAsWide) {
            throw new UnreadableKernelException(
                    "the commas may separate numbers (row 0 has %d) or be decimal commas (row 0 has %d)"
                            .formatted(columns, decimals),
                    "decimal points, for example 0.25, and spaces between numbers");
        }
        return rows;
    }

    private static boolean hasCommasAndNoPoints(List<String> lines) {
        return lines.stream().anyMatch(line -> line.contains(","))
                && lines.stream().noneMatch(line -> line.contains("."));
    }

    private static double[] numbers(String line, int row) throws UnreadableKernelException {
        try {
            return Arrays.stream(SEPARATOR.split(line))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new UnreadableKernelException(
                    "row %d (from 0) holds something else than numbers".formatted(row),
                    "numbers such as 0.25 or 1e-3, separated by commas or spaces");
        }
    }

    /** The rows with a comma for the decimal point, if that makes a rectangle of at least two columns. */
    private static Optional<double[][]> withDecimalCommas(List<String> lines) {
        if (!hasCommasAndNoPoints(lines)) {
            return Optional.empty();
        }
        try {
            double[][] rows = lines.stream()
                    .map(line -> Arrays.stream(SEPARATOR_OF_DECIMALS.split(line))
                            .mapToDouble(TextGrid::withDecimalComma)
                            .toArray())
                    .toArray(double[][]::new);
            return rows[0].length > 1 && isRectangle(rows) ? Optional.of(rows) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static double withDecimalComma(String number) {
        if (number.startsWith(",") || number.endsWith(",")) {
            throw new NumberFormatException("a separator");
        }
        return Double.parseDouble(number.replace(',', '.'));
    }

    private static boolean isRectangle(double[][] rows) {
        return Arrays.stream(rows).allMatch(row -> row.length == rows[0].length);
    }

    private static void check(double[][] rows) throws UnreadableKernelException {
        int columns = rows[0].length;
        for (int row = 0; row < rows.length; row++) {
            if (rows[row].length != columns) {
                throw new UnreadableKernelException(
                        "row %d (from 0) has %d numbers".formatted(row, rows[row].length),
                        "%d, as in the first row".formatted(columns));
            }
        }
        int numbers = rows.length * columns;
        int side = (int) Math.rint(Math.sqrt(numbers));
        boolean isLine = rows.length == 1 || columns == 1;
        if (isLine && side > 1 && side * side == numbers) {
            throw new UnreadableKernelException(
                    "the file has %d numbers in one row or column".formatted(numbers),
                    ("%d rows of %d numbers, each in its line (one line does not say whether it runs along rows or"
                                    + " columns); a kernel that is one row or column needs zeros around it")
                            .formatted(side, side));
        }
        if (rows.length > BlurKernel.MAX_SIZE || columns > BlurKernel.MAX_SIZE) {
            throw new UnreadableKernelException(
                    "the file has %d rows of %d numbers".formatted(rows.length, columns),
                    "at most %d of each".formatted(BlurKernel.MAX_SIZE));
        }
    }
}
