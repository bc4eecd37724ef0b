package dev.shakedown.resultstore.database;

import io.agroal.api.AgroalDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** Runs work in transactions on PostgreSQL. Thread-safe. */
@Singleton
public class Database {

    private static final Logger LOG = Logger.getLogger(Database.class);

    private final AgroalDataSource connections;

    public Database(AgroalDataSource connections) {
        this.connections = connections;
    }

    /** What is done in one transaction; does not keep the connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Commits what the work did; if it throws, nothing is done. */
    public <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            boolean committed = false;
            try {
                T value = work.on(connection);
                connection.commit();
                committed = true;
                return value;
            } finally {
                // Whatever was thrown: a connection that goes back to the pool as it is would be committed there.
                if (!committed) {
                    rollBack(connection);
                }
            }
        }
    }

    /** As {@link #transaction}, for callers that leave failures to the one place that turns them into answers. */
    public <T> T query(Work<T> work) {
        try {
            return transaction(work);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * As {@link #query}, but nothing of what the work writes stays: for what is computed from rows that are not kept.
     */
    public <T> T trial(Work<T> work) {
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return work.on(connection);
            } finally {
                rollBack(connection);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debugf("Not rolled back, so the connection is lost: %s", e.getMessage());
        }
    }

    /** A transaction failed. */
    public static final class DatabaseException extends RuntimeException {

        private final SqlFailure failure;

        DatabaseException(SQLException cause) {
            super(cause.getMessage(), cause);
            this.failure = SqlFailure.of(cause);
        }

        public SqlFailure failure() {
            return failure;
        }
    }
}
