package dev.shakedown.resultstore.database;

import java.sql.SQLException;
import java.util.Set;

/** What a failed transaction means for its caller. */
public enum SqlFailure {
    /** The data can never be stored: to try again is of no use. */
    BAD_DATA,
    /** The data are not to blame: PostgreSQL is away, busy, full, or not set up as it should be. */
    UNAVAILABLE;

    /**
     * Classes of SQLSTATE that blame the data: data exception, integrity constraint violation, program limit exceeded
     * (such as a value too long for its index).
     */
    private static final Set<String> BLAME_THE_DATA = Set.of("22", "23", "54");

    public static SqlFailure of(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.length() == 5 && BLAME_THE_DATA.contains(state.substring(0, 2))
                ? BAD_DATA
                : UNAVAILABLE;
    }

    /** What PostgreSQL said. The driver's message for a batch holds the whole statement with its values before it. */
    public static String message(SQLException e) {
        SQLException cause = e.getNextException() == null ? e : e.getNextException();
        return String.valueOf(cause.getMessage());
    }
}
