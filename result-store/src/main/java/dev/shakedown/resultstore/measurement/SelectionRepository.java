package dev.shakedown.resultstore.measurement;

import dev.shakedown.resultstore.database.Row;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.measurement.Order.Place;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds jobs of a campaign by what they have in common, in an order. */
@Singleton
public class SelectionRepository {

    /**
     * A few from each series, then the first of these: every order has an index that starts with the series. Rows are
     * compared with both columns at once, so they must run in one direction.
     */
    private static final String FROM_EACH_SERIES = """
            SELECT DISTINCT f.ordinal, f.value
            FROM series s
            CROSS JOIN LATERAL (
                SELECT m.ordinal, (%1$s)::double precision AS value
                FROM measurement m
                WHERE m.series_id = s.id AND (%1$s, m.ordinal) %4$s (?, ?) AND %6$s
                ORDER BY %1$s %2$s, m.ordinal %3$s
                LIMIT ?
            ) AS f
            WHERE %5$s
            ORDER BY f.value %2$s, f.ordinal %3$s
            LIMIT ?
            """;

    /** An image's jobs are few: they are found through the campaign, by their ordinals, and sorted. */
    private static final String FROM_IMAGE = """
            SELECT DISTINCT m.ordinal, (%1$s)::double precision AS value
            FROM campaign_job cj
            JOIN measurement m ON m.ordinal = cj.ordinal
            JOIN series s ON s.id = m.series_id
            WHERE cj.campaign_id = ? AND cj.image = ? AND (%1$s, m.ordinal) %4$s (?, ?)
              AND %6$s
              AND %5$s
            ORDER BY value %2$s, m.ordinal %3$s
            LIMIT ?
            """;

    private static final String FAILED = """
            SELECT cj.ordinal, cj.ordinal::double precision AS value
            FROM result r
            JOIN job j ON j.id = r.job_id
            JOIN campaign_job cj ON cj.job_id = r.job_id
            WHERE r.status = 'FAILED' AND r.complete
              AND cj.campaign_id = ? AND cj.ordinal > ?
              AND coalesce(cj.data_set, '') = coalesce(?, cj.data_set, '')
              AND cj.image = coalesce(?, cj.image)
              AND j.network = coalesce(?, j.network)
              AND j.objective = coalesce(?, j.objective)
              AND cj.attack = coalesce(?, cj.attack)
              AND coalesce(cj.target, '') = coalesce(?, cj.target, '')
              AND j.request #>> '{attack,norm}' = coalesce(?, j.request #>> '{attack,norm}')
              AND coalesce(j.kernel_size, 0) = coalesce(?, j.kernel_size, 0)
              AND j.budget = coalesce(?, j.budget)
              AND (?::text IS NULL OR ? = ANY (r.warnings))
              AND r.failure_code = coalesce(?, r.failure_code)
            ORDER BY cj.ordinal
            LIMIT ?
            """;

    /** Jobs that succeeded, from a place on. */
    public List<Place> succeeded(Connection connection, Selection selection, Order order, Place after, int limit)
            throws SQLException {
        if (selection.image() != null) {
            return fromImage(connection, selection, selection.image(), order, after, limit);
        }
        return places(connection, written(FROM_EACH_SERIES, order, selection), row -> {
            bindWarning(placeOf(row, order, after), selection).number(limit);
            bindSeries(row, selection).number(limit);
        });
    }

    private static List<Place> fromImage(
            Connection connection, Selection selection, String image, Order order, Place after, int limit)
            throws SQLException {
        return places(connection, written(FROM_IMAGE, order, selection), row -> {
            row.text(selection.campaignId()).text(image);
            bindSeries(bindWarning(placeOf(row, order, after), selection), selection)
                    .number(limit);
        });
    }

    /**
     * Jobs that failed, by ordinal, from a place on. The judge does not matter: failed jobs were not judged.
     *
     * @param code for which they failed; null for all
     */
    public List<Place> failed(Connection connection, Selection selection, @Nullable String code, Place after, int limit)
            throws SQLException {
        return places(
                connection,
                FAILED,
                row -> selection
                        .bindFilters(row.text(selection.campaignId()).number(after.ordinal()))
                        .text(code)
                        .number(limit));
    }

    private static String written(String sql, Order order, Selection selection) {
        String condition = order.condition() + (selection.warning() == null ? "" : " AND ? = ANY (m.warnings)");
        return sql.formatted(
                order.value(),
                order.direction(),
                order.ordinalDirection(),
                order.later(),
                seriesOf(selection),
                condition);
    }

    private static Row bindWarning(Row row, Selection selection) throws SQLException {
        return selection.warning() == null ? row : row.text(selection.warning());
    }

    private static Row placeOf(Row row, Order order, Place after) throws SQLException {
        return (order == Order.ORDINAL ? row.number((Long) after.ordinal()) : row.number((Double) after.value()))
                .number(after.ordinal());
    }

    /**
     * Conditions for what is given, and for nothing else: from those PostgreSQL estimates how many series there are.
     */
    private static String seriesOf(Selection selection) {
        String judge = selection.judge() == null ? " AND s.first_judge" : "";
        return selection.seriesColumns().keySet().stream()
                .map(column -> " AND s." + column + " = ?")
                .collect(Collectors.joining(
                        "", "s.campaign_id = ? AND NOT s.companion AND s.attacks IS NULL" + judge, ""));
    }

    /** The values of these conditions, in the same order. */
    private static Row bindSeries(Row row, Selection selection) throws SQLException {
        row.text(selection.campaignId());
        for (Object value : selection.seriesColumns().values()) {
            row.value(value);
        }
        return row;
    }

    private static List<Place> places(Connection connection, String sql, Sql.Parameters parameters)
            throws SQLException {
        return Sql.list(
                connection, sql, parameters, rows -> new Place(rows.getDouble("value"), rows.getLong("ordinal")));
    }

    /**
     * Which of a campaign's jobs are meant: those for which everything holds that is given.
     *
     * @param image the image's name in the campaign
     * @param judge whose numbers are meant; null for each job's first one
     * @param objective {@code untargeted}, {@code targeted}, {@code localised} or {@code ground-truth}
     * @param norm {@code linf} or {@code l2}
     * @param kernelSize side of the kernel in pixels
     * @param budget epsilon in 255ths
     * @param warning a code that is among the job's warnings
     */
    public record Selection(
            String campaignId,
            @Nullable String dataSet,
            @Nullable String image,
            @Nullable String network,
            @Nullable String judge,
            @Nullable String objective,
            @Nullable String attack,
            @Nullable String target,
            @Nullable String norm,
            @Nullable Integer kernelSize,
            @Nullable Double budget,
            @Nullable String warning) {

        /**
         * Binds what a job is compared with, null for what is not given: all components in their order but the campaign
         * and the judge, the warning twice.
         */
        public Row bindFilters(Row row) throws SQLException {
            return row.text(dataSet)
                    .text(image)
                    .text(network)
                    .text(objective)
                    .text(attack)
                    .text(target)
                    .text(norm)
                    .number(kernelSize)
                    .number(budget)
                    .text(warning)
                    .text(warning);
        }

        /** What is given of the columns of {@code series}, by column. */
        private Map<String, Object> seriesColumns() {
            Map<String, @Nullable Object> columns = new LinkedHashMap<>();
            columns.put("judged_on", judge);
            columns.put("data_set", dataSet);
            columns.put("crafted_on", network);
            columns.put("objective", objective);
            columns.put("attack", attack);
            columns.put("target", target);
            columns.put("norm", norm);
            columns.put("kernel_size", kernelSize);
            columns.put("budget", budget);
            columns.values().removeIf(Objects::isNull);
            return columns;
        }

        /** All jobs of a campaign. */
        public static Selection all(String campaignId) {
            return new Selection(campaignId, null, null, null, null, null, null, null, null, null, null, null);
        }
    }
}
