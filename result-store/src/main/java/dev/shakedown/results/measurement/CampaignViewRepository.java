package dev.shakedown.results.measurement;

import dev.shakedown.results.database.Row;
import dev.shakedown.results.database.Table;
import dev.shakedown.results.database.TableReader;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The views by campaign, and what else is read of all of a campaign's measurements together. */
@Singleton
public class CampaignViewRepository {

    private static final String VIEW = """
            SELECT *
            FROM %s
            WHERE campaign_id = ?
            ORDER BY %s
            """;

    private static final String FACETS = """
            SELECT DISTINCT nullif(data_set, '') AS data_set, crafted_on, judged_on, objective, nullif(target, '') AS target,
                   norm, nullif(kernel_size, 0) AS kernel_size, budget
            FROM series
            WHERE campaign_id = ?
            """;

    /** Counts and quartiles; what is outside of the range is in the first and the last bin. */
    private static final String DISTRIBUTION = """
            WITH value AS (
                SELECT s.judged_on, s.objective, s.budget, m.%1$s AS number
                FROM series s
                JOIN measurement m ON m.series_id = s.id
                WHERE s.campaign_id = ? AND s.first_judge AND m.%1$s > '-Infinity' AND m.%1$s < 'Infinity'
            ), range AS (
                SELECT min(number) AS low, max(number) AS high
                FROM value
            ), bin AS (
                SELECT judged_on, objective, budget,
                       CASE
                           WHEN high > low THEN least(floor((number - low) / (high - low) * ?)::integer, ? - 1)
                           ELSE 0
                       END AS bin,
                       count(*) AS jobs
                FROM value
                CROSS JOIN range
                GROUP BY judged_on, objective, budget, bin
            )
            SELECT judged_on, objective, budget, low, high, bin, jobs
            FROM bin
            CROSS JOIN range
            ORDER BY judged_on, objective, budget, bin
            """;

    /** All rows of a view that are a campaign's. */
    public Table view(Connection connection, CampaignView view, String campaignId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(VIEW.formatted(view.view(), view.order()))) {
            new Row(statement).text(campaignId);
            return TableReader.read(statement);
        }
    }

    /** What a campaign's jobs that succeeded differ in: for each thing, its values in order. */
    public Map<String, List<Object>> facets(Connection connection, String campaignId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FACETS)) {
            new Row(statement).text(campaignId);
            Table table = TableReader.read(statement);
            Map<String, List<Object>> facets = new LinkedHashMap<>();
            for (int i = 0; i < table.columns().size(); i++) {
                int column = i;
                TreeSet<Object> values = new TreeSet<>();
                table.rows().forEach(row -> {
                    Object value = row.get(column);
                    if (value != null) {
                        values.add(value);
                    }
                });
                facets.put(table.columns().get(i).name(), List.copyOf(values));
            }
            return facets;
        }
    }

    /** How often a number of the first judge falls where, by network, objective and budget. */
    public Distribution distribution(Connection connection, String campaignId, Metric metric, int bins)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DISTRIBUTION.formatted(metric.column()))) {
            new Row(statement).text(campaignId).number(bins).number(bins);
            try (ResultSet rows = statement.executeQuery()) {
                Distribution.Builder distribution = new Distribution.Builder(metric.column(), bins);
                while (rows.next()) {
                    distribution.add(
                            rows.getString("judged_on"),
                            rows.getString("objective"),
                            rows.getDouble("budget"),
                            rows.getDouble("low"),
                            rows.getDouble("high"),
                            rows.getInt("bin"),
                            rows.getLong("jobs"));
                }
                return distribution.build();
            }
        }
    }
}
