package dev.shakedown.lab.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Watches results arrive in PostgreSQL, over a connection of its own. */
final class StoredResults implements AutoCloseable {

    private final Connection connection;

    StoredResults(String jdbcUrl) throws SQLException {
        this.connection = DriverManager.getConnection(jdbcUrl);
    }

    long count(String campaign) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT succeeded + failed
                FROM campaign_count
                WHERE campaign_id = ?
                """)) {
            statement.setString(1, campaign);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Waits until so many of a campaign's results are complete, looking every so often; returns when they were. */
    Instant await(String campaign, long results, Duration every, Duration patience)
            throws SQLException, InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (count(campaign) < results) {
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException("campaign %s has %d of %d results after %s"
                        .formatted(campaign, count(campaign), results, patience));
            }
            Thread.sleep(every.toMillis());
        }
        return Instant.now();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
