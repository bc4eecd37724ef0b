package dev.shakedown.resultstore.campaign;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables {@code campaign} and {@code campaign_control}, and the view {@code campaign_progress}. */
@Singleton
public class CampaignRepository {

    private static final String UPSERT = """
            INSERT INTO campaign AS known (id, name, document, jobs, submitted_at, round, retention)
            VALUES (?, ?, ?::jsonb, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE
            SET document = excluded.document, round = excluded.round
            WHERE known.round < excluded.round
            """;

    /** The state decides between two of the same moment, so that the order of arrival never does. */
    private static final String UPSERT_CONTROL = """
            INSERT INTO campaign_control AS known (campaign_id, state, abandoned, asked_at)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (campaign_id) DO UPDATE
            SET state = excluded.state, abandoned = excluded.abandoned, asked_at = excluded.asked_at
            WHERE (known.abandoned, known.asked_at, known.state)
                < (excluded.abandoned, excluded.asked_at, excluded.state)
            """;

    private static final String PROGRESS = """
            SELECT campaign_id, name, submitted_at, jobs, known, succeeded, failed, state
            FROM campaign_progress
            """;

    /** The first condition is what the index goes by. */
    private static final String PAGE = PROGRESS + """
            WHERE submitted_at <= ? AND (submitted_at < ? OR campaign_id > ?)
              AND (?::text IS NULL OR strpos(lower(name), lower(?)) > 0 OR campaign_id = ?)
            ORDER BY submitted_at DESC, campaign_id
            LIMIT ?
            """;

    private static final String SUMMARIES_OF = PROGRESS + """
            WHERE campaign_id = ANY (?::text[])
            ORDER BY submitted_at DESC, campaign_id
            """;

    private static final String SUMMARY = PROGRESS + """
            WHERE campaign_id = ?
            """;

    private static final String DOCUMENT = """
            SELECT document
            FROM campaign
            WHERE id = ?
            """;

    private static final String EXISTS = """
            SELECT 1
            FROM campaign
            WHERE id = ?
            """;

    /** Keeps the newest round of each campaign. */
    public void keepNewest(Connection connection, List<ReceivedMessage<SubmittedCampaign>> campaigns)
            throws SQLException {
        // One by one: two rounds of a campaign cannot be written by one statement.
        for (ReceivedMessage<SubmittedCampaign> received : campaigns) {
            SubmittedCampaign campaign = received.body();
            Sql.update(
                    connection,
                    UPSERT,
                    row -> row.text(campaign.id())
                            .text(campaign.campaign().name())
                            .text(received.json())
                            .number(campaign.jobs())
                            .time(campaign.submitted())
                            .number(campaign.round().number())
                            .text(campaign.campaign().retention().name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Keeps what was asked last of each campaign. */
    public void keepControls(Connection connection, List<CampaignControl> controls) throws SQLException {
        // One by one: two of the same campaign cannot be written by one statement.
        for (CampaignControl control : controls) {
            Sql.update(
                    connection,
                    UPSERT_CONTROL,
                    row -> row.text(control.campaignId())
                            .text(control.state().name())
                            .number(control.abandoned())
                            .time(control.at()));
        }
    }

    /**
     * Campaigns from a place on, newest first.
     *
     * @param called part of their name, in whatever case, or the whole id of one; null for all
     */
    public List<CampaignSummary> page(Connection connection, @Nullable String called, CampaignPlace after, int limit)
            throws SQLException {
        return summaries(
                connection,
                PAGE,
                row -> row.time(after.submitted())
                        .time(after.submitted())
                        .text(after.id())
                        .text(called)
                        .text(called)
                        .text(called)
                        .number((Integer) limit));
    }

    /** Those of these campaigns that are known, newest first. */
    public List<CampaignSummary> summaries(Connection connection, Collection<String> ids) throws SQLException {
        return summaries(connection, SUMMARIES_OF, row -> row.texts(ids));
    }

    public Optional<CampaignSummary> summary(Connection connection, String id) throws SQLException {
        return summaries(connection, SUMMARY, row -> row.text(id)).stream().findFirst();
    }

    /** The {@code SubmittedCampaign} message as JSON. */
    public Optional<String> document(Connection connection, String id) throws SQLException {
        return Sql.texts(connection, DOCUMENT, row -> row.text(id)).stream().findFirst();
    }

    public boolean exists(Connection connection, String id) throws SQLException {
        return !Sql.texts(connection, EXISTS, row -> row.text(id)).isEmpty();
    }

    private static List<CampaignSummary> summaries(Connection connection, String sql, Sql.Parameters parameters)
            throws SQLException {
        return Sql.list(
                connection,
                sql,
                parameters,
                rows -> new CampaignSummary(
                        rows.getString("campaign_id"),
                        rows.getString("name"),
                        rows.getObject("submitted_at", OffsetDateTime.class).toInstant(),
                        CampaignState.valueOf(rows.getString("state")),
                        rows.getLong("jobs"),
                        rows.getLong("known"),
                        rows.getLong("succeeded"),
                        rows.getLong("failed")));
    }
}
