package dev.shakedown.resultstore.measurement;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.shakedown.resultstore.database.ColumnType;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.measurement.Distribution.Metric;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
        return Sql.table(connection, VIEW.formatted(view.view(), view.order()), row -> row.text(campaignId));
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
        Table table = Sql.table(connection, sql, row -> row.text(campaignId));
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

    /** How often a number of the first judge falls where, by network, attack, norm and budget. */
    public Distribution distribution(Connection connection, String campaignId, Metric metric, int bins)
            throws SQLException {
        Map<Integer, Distribution.Group> groups = series(connection, campaignId);
        List<Integer> ids = List.copyOf(groups.keySet());
        List<Double> range = Sql.first(
                        connection,
                        RANGE.formatted(metric.column()),
                        row -> row.array(ColumnType.INTEGER, ids),
                        rows -> List.of(rows.getDouble(1), rows.getDouble(2)))
                .orElseThrow();
        double low = range.get(0);
        double high = range.get(1);
        Distribution.Builder distribution = new Distribution.Builder(metric.column(), low, high, bins);
        Sql.each(
                connection,
                BINS.formatted(metric.column()),
                row -> row.number((Double) low)
                        .number((Double) (high > low ? bins / (high - low) : 0.0))
                        .number((Integer) (bins - 1))
                        .array(ColumnType.INTEGER, ids),
                rows -> {
                    Distribution.Group group = Objects.requireNonNull(groups.get(rows.getInt("series_id")));
                    int bin = rows.getInt("bin");
                    if (rows.wasNull()) {
                        distribution.leaveOut(group, rows.getLong("jobs"));
                    } else {
                        distribution.count(group, bin, rows.getLong("jobs"));
                    }
                });
        return distribution.build();
    }

    private static Map<Integer, Distribution.Group> series(Connection connection, String campaignId)
            throws SQLException {
        Map<Integer, Distribution.Group> series = new HashMap<>();
        Sql.each(
                connection,
                SERIES,
                row -> row.text(campaignId),
                rows -> series.put(
                        rows.getInt("id"),
                        new Distribution.Group(
                                rows.getString("judged_on"),
                                rows.getString("objective"),
                                rows.getString("attack"),
                                rows.getString("norm"),
                                rows.getDouble("budget"),
                                List.of(),
                                0)));
        return series;
    }

    /** A view whose rows belong to a campaign each. */
    public enum CampaignView {
        @JsonProperty("paper-table")
        PAPER_TABLE(
                "paper-table",
                "paper_table",
                "data_set, network, objective, target, attacks NULLS FIRST, attack, norm, budget"),
        @JsonProperty("robustness-curve")
        ROBUSTNESS_CURVE(
                "robustness-curve",
                "robustness_curve",
                "crafted_on, judged_on, objective, target, attacks NULLS FIRST, attack, norm, network_kind, budget"),
        @JsonProperty("mean-intervals")
        MEAN_INTERVALS(
                "mean-intervals",
                "mean_interval",
                "data_set NULLS FIRST, crafted_on, judged_on, objective, target, attacks NULLS FIRST, attack, norm, budget, metric"),
        @JsonProperty("success-curve")
        SUCCESS_CURVE("success-curve", "success_curve", "network, attack, epsilon, budget"),
        @JsonProperty("step-curve")
        STEP_CURVE("step-curve", "step_curve", "crafted_on, judged_on, objective, target, attack, norm, budget, step"),
        @JsonProperty("further-metrics")
        FURTHER_METRICS(
                "further-metrics",
                "further_metric",
                "crafted_on, judged_on, objective, target, attack, norm, budget, metric, reference"),
        @JsonProperty("kernel-size-effect")
        KERNEL_SIZE_EFFECT(
                "kernel-size-effect",
                "kernel_size_effect",
                "crafted_on, judged_on, objective, target, attacks NULLS FIRST, attack, norm, budget, kernel_type, kernel_size"),
        @JsonProperty("transfer-matrix")
        TRANSFER_MATRIX(
                "transfer-matrix",
                "transfer_matrix",
                "objective, target, attacks NULLS FIRST, attack, norm, budget, crafted_on, judged_on"),
        @JsonProperty("worst-cases")
        WORST_CASES("worst-cases", "worst_cases", "crafted_on, judged_on, objective, attack, norm, budget, rank"),
        @JsonProperty("trust")
        TRUST("trust", "trust", "network, objective, target, attacks NULLS FIRST, attack, norm, budget"),
        @JsonProperty("warnings")
        WARNINGS("warnings", "campaign_warning", "code, network"),
        @JsonProperty("failures")
        FAILURES("failures", "campaign_failure", "code, network"),
        @JsonProperty("networks")
        NETWORKS("networks", "campaign_network", "network, network_sha256");

        private final String word;
        private final String view;
        private final String order;

        CampaignView(String word, String view, String order) {
            this.word = word;
            this.view = view;
            this.order = order;
        }

        /** The view of that name. */
        public static Optional<CampaignView> of(String word) {
            return Arrays.stream(values())
                    .filter(view -> view.word.equals(word))
                    .findFirst();
        }

        /** The names of all views. */
        public static String words() {
            return Arrays.stream(values()).map(CampaignView::word).collect(Collectors.joining(", "));
        }

        /** What requests call it. */
        public String word() {
            return word;
        }

        String view() {
            return view;
        }

        String order() {
            return order;
        }
    }
}
