package dev.shakedown.cli.table;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, two spaces between them. */
public final class TextTable {

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A column.
     *
     * @param heading its first line; a neighbour to the right that says the same shares it
     * @param subheading its second line
     * @param numbers whether to align it at the right
     */
    public record Column(String heading, String subheading, boolean numbers) {

        public static Column words(String heading) {
            return new Column("", heading, false);
        }

        public static Column numbers(String heading) {
            return new Column("", heading, true);
        }
    }

    public TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    public void add(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
    }

    /** The table, a line a row, without trailing blanks. */
    public List<String> lines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        if (columns.stream().anyMatch(column -> !column.heading().isEmpty())) {
            lines.add(headings(widths));
        }
        lines.add(line(columns.stream().map(Column::subheading).toList(), widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    columns.get(i).subheading().length(),
                    rows.stream()
                            .mapToInt(row -> row.get(column).length())
                            .max()
                            .orElse(0));
        }
        return widths;
    }

    /** A heading is written once over all neighbours that share it, from the left edge of the first. */
    private String headings(int[] widths) {
        StringBuilder line = new StringBuilder();
        int start = 0;
        String previous = "";
        for (int i = 0; i < widths.length; i++) {
            String heading = columns.get(i).heading();
            if (!heading.equals(previous)) {
                line.append(" ".repeat(Math.max(0, start - line.length()))).append(heading);
            }
            previous = heading;
            start += widths[i] + 2;
        }
        return line.toString().stripTrailing();
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(columns.get(i).numbers() ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing();
    }
}
