package dev.shakedown.cli.progress;

/**
 * Where progress is drawn. The launcher script knows this; Java 17 cannot ask for one stream alone.
 *
 * @param interactive whether a line can be drawn over again
 * @param columns its width in characters
 */
public record Terminal(boolean interactive, int columns) {

    private static final int USUAL_COLUMNS = 80;

    /** As the launcher script describes it in {@code shakedown.terminal} and {@code shakedown.columns}. */
    public static Terminal ofStandardError() {
        int columns = Integer.getInteger("shakedown.columns", USUAL_COLUMNS);
        return new Terminal(Boolean.getBoolean("shakedown.terminal"), columns >= 20 ? columns : USUAL_COLUMNS);
    }
}
