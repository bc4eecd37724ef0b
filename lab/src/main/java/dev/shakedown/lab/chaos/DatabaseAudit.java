package dev.shakedown.lab.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.stack.LocalStack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What PostgreSQL holds of a stack's campaigns; asked over a connection of its own, and files of the result-store. */
final class DatabaseAudit implements AutoCloseable {

    private final Connection connection;
    private final ResultStoreClient store;

    DatabaseAudit(LocalStack stack) throws SQLException {
        this.connection = DriverManager.getConnection(stack.jdbcUrl());
        this.store = new ResultStoreClient(stack.store());
    }

    long asked() throws SQLException {
        return count("SELECT coalesce(sum(jobs), 0) FROM campaign");
    }

    /** Of these, those that have no place in their campaign. */
    long unknown() throws SQLException {
        return count("""
                SELECT coalesce(sum(c.jobs - (SELECT count(*) FROM campaign_job cj WHERE cj.campaign_id = c.id)), 0)
                FROM campaign c
                """);
    }

    /** Jobs without a complete result that succeeded. */
    long lost() throws SQLException {
        return count("""
                SELECT count(*)
                FROM campaign_job cj
                LEFT JOIN result r ON r.job_id = cj.job_id AND r.complete AND r.status = 'SUCCEEDED'
                WHERE r.job_id IS NULL
                """);
    }

    /** Rows of results beyond one a job. */
    long duplicates() throws SQLException {
        return count("SELECT count(*) - count(DISTINCT job_id) FROM result")
                + count("SELECT count(*) FROM result r WHERE NOT EXISTS (SELECT 1 FROM job j WHERE j.id = r.job_id)");
    }

    /** Stored files whose bytes do not have the SHA-256 that they are stored under. */
    long damaged() throws SQLException {
        long damaged = count(
                "SELECT count(*) FROM blob WHERE encoding = 'identity' AND encode(sha256(bytes), 'hex') <> sha256");
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT sha256 FROM blob WHERE encoding <> 'identity'");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String sha256 = rows.getString(1);
                if (!store.blob(sha256).sha256().equals(sha256)) {
                    damaged++;
                }
            }
        }
        return damaged;
    }

    /** Artifacts that a result names and that are not stored. */
    long missingArtifacts() throws SQLException {
        return count("""
                SELECT count(*)
                FROM job_artifact a
                WHERE a.kept AND NOT EXISTS (SELECT 1 FROM blob b WHERE b.sha256 = a.sha256)
                """);
    }

    /** Stored arrays and pictures that nothing names: neither a result nor an image, kernel or target of a job. */
    long orphans() throws SQLException {
        return count("""
                SELECT count(*)
                FROM blob b
                WHERE NOT EXISTS (SELECT 1 FROM job_artifact a WHERE a.sha256 = b.sha256)
                  AND NOT EXISTS (SELECT 1 FROM job j WHERE b.sha256 IN (j.image_sha256, j.target_sha256))
                """);
    }

    /** How each job ended, without how long that took: numbers, trace, and the hashes of all artifacts. */
    Map<String, String> outcomes() throws SQLException, IOException {
        Map<String, String> outcomes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT job_id, result, message FROM result");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                byte[] packed = rows.getBytes("message");
                byte[] message = packed == null
                        ? rows.getBytes("result")
                        : Zstd.decompress(packed, Math.toIntExact(Zstd.getFrameContentSize(packed)));
                ObjectNode outcome = (ObjectNode) WireFormat.parse(message).required("outcome");
                outcome.remove("secondsPerStep");
                outcomes.put(rows.getString("job_id"), outcome.toString());
            }
        }
        return outcomes;
    }

    private long count(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
