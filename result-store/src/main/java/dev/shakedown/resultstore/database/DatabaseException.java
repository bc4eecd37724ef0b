package dev.shakedown.resultstore.database;

import java.sql.SQLException;

/** A transaction failed. */
public final class DatabaseException extends RuntimeException {

    private final SqlFailure failure;

    DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.failure = SqlFailure.of(cause);
    }

    public SqlFailure failure() {
        return failure;
    }
}
