package dev.shakedown.resultstore.measurement;

import dev.shakedown.resultstore.database.ColumnType;
import dev.shakedown.resultstore.database.Row;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.database.TableReader;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            SELECT DISTINCT nullif(data_set, '') AS data_set, crafted_on, judged_on, objective, attack,
                   nullif(target, '') AS target, norm, nullif(kernel_size, 0) AS kernel_size, budget
            FROM series
            WHERE campaign_id = ? AND attacks IS NULL
            """;

    private static final String WARNINGS = """
            SELECT DISTINCT w.code AS warning
            FROM series s
            JOIN series_warning w ON w.series_id = s.id
            WHERE s.campaign_id = ? AND s.first_judge
            """;

    private static final String SERIES = """
            SELECT id, judged_on, objective, attack, norm, budget
            FROM series
            WHERE campaign_id = ? AND first_judge AND attacks IS NULL
            """;

    private static final String RANGE = """
            SELECT min(%1$s), max(%1$s)
            FROM measurement
            WHERE series_id = ANY (?::integer[]) AND %1$s > '-Infinity' AND %1$s < 'Infinity'
            """;

    /**
     * Counts numbers alone: a million rows with their names would take several times as long. What has arrived since
     * the range was read, and lies outside of it, is in the first or the last bin. The bin of what is infinite or
     * undefined is null.
     */
    private static final String BINS = """
            SELECT series_id,
                   CASE
                       WHEN finite(%1$s) IS NOT NULL THEN greatest(least(floor((%1$s - ?) * ?), ?), 0)::integer
                   END AS bin,
                   count(*) AS jobs
            FROM measurement
            WHERE series_id = ANY (?::integer[]) AND %1$s IS NOT NULL
            GROUP BY series_id, bin
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
        Map<String, List<Object>> facets = new LinkedHashMap<>();
        addValues(connection, FACETS, campaignId, facets);
        addValues(connection, WARNINGS, campaignId, facets);
        return facets;
    }

    private static void addValues(
            Connection connection, String sql, String campaignId, Map<String, List<Object>> facets)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            new Row(statement).text(campaignId);
            Table table = TableReader.read(statement);
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
        }
    }

    /** How often a number of the first judge falls where, by network, attack, norm and budget. */
    public Distribution distribution(Connection connection, String campaignId, Metric metric, int bins)
            throws SQLException {
        Map<Integer, Distribution.Group> groups = series(connection, campaignId);
        List<Integer> ids = List.copyOf(groups.keySet());
        double low;
        double high;
        try (PreparedStatement statement = connection.prepareStatement(RANGE.formatted(metric.column()))) {
            new Row(statement).array(ColumnType.INTEGER, ids);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                low = rows.getDouble(1);
                high = rows.getDouble(2);
            }
        }
        Distribution.Builder distribution = new Distribution.Builder(metric.column(), low, high, bins);
        try (PreparedStatement statement = connection.prepareStatement(BINS.formatted(metric.column()))) {
            new Row(statement)
                    .number((Double) low)
                    .number((Double) (high > low ? bins / (high - low) : 0.0))
                    .number((Integer) (bins - 1))
                    .array(ColumnType.INTEGER, ids);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Distribution.Group group = Objects.requireNonNull(groups.get(rows.getInt("series_id")));
                    int bin = rows.getInt("bin");
                    if (rows.wasNull()) {
                        distribution.leaveOut(group, rows.getLong("jobs"));
                    } else {
                        distribution.count(group, bin, rows.getLong("jobs"));
                    }
                }
            }
        }
        return distribution.build();
    }

    private static Map<Integer, Distribution.Group> series(Connection connection, String campaignId)
            throws SQLException {
        Map<Integer, Distribution.Group> series = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SERIES)) {
            new Row(statement).text(campaignId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    series.put(
                            rows.getInt("id"),
                            new Distribution.Group(
                                    rows.getString("judged_on"),
                                    rows.getString("objective"),
                                    rows.getString("attack"),
                                    rows.getString("norm"),
                                    rows.getDouble("budget"),
                                    List.of(),
                                    0));
                }
            }
        }
        return series;
    }
}
