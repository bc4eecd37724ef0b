package dev.shakedown.models.restoration;

/** Makes one line of what libtorch says when a network fails, which is a page. */
public final class LibtorchMessage {

    private static final String MARK = "RuntimeError: ";

    private LibtorchMessage() {}

    /** The line that says what happened. */
    public static String line(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.lines()
                .filter(line -> line.contains(MARK))
                .findFirst()
                .map(line -> line.substring(line.indexOf(MARK) + MARK.length()))
                .orElseGet(() -> message.lines()
                        .filter(line -> !line.isBlank())
                        .findFirst()
                        .orElse(failure.getClass().getSimpleName()))
                .strip();
    }
}
