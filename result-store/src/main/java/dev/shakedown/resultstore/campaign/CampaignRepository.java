package dev.shakedown.resultstore.campaign;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.database.Row;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code campaign} and the view {@code campaign_progress}. */
@Singleton
public class CampaignRepository {

    private static final String UPSERT = """
            INSERT INTO campaign AS known (id, name, document, jobs, submitted_at, round, retention)
            VALUES (?, ?, ?::jsonb, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE
            SET document = excluded.document, round = excluded.round
            WHERE known.round < excluded.round
            """;

    /** A round that was requested after a pause or a cancel goes on, even without a later control message. */
    private static final String PROGRESS = """
            SELECT campaign_id, name, submitted_at, jobs, known, succeeded, failed,
                   CASE WHEN abandoned >= round THEN state ELSE 'ACTIVE' END AS state
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
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            for (ReceivedMessage<SubmittedCampaign> received : campaigns) {
                SubmittedCampaign campaign = received.body();
                new Row(statement)
                        .text(campaign.id())
                        .text(campaign.campaign().name())
                        .text(received.json())
                        .number(campaign.jobs())
                        .time(campaign.submitted())
                        .number(campaign.round().number())
                        .text(campaign.campaign().retention().name().toLowerCase(Locale.ROOT));
                // One by one: two rounds of a campaign cannot be written by one statement.
                statement.executeUpdate();
            }
        }
    }

    /**
     * Campaigns from a place on, newest first.
     *
     * @param called part of their name, in whatever case, or the whole id of one; null for all
     */
    public List<CampaignSummary> page(Connection connection, @Nullable String called, CampaignPlace after, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            new Row(statement)
                    .time(after.submitted())
                    .time(after.submitted())
                    .text(after.id())
                    .text(called)
                    .text(called)
                    .text(called)
                    .number((Integer) limit);
            return summaries(statement);
        }
    }

    /** Those of these campaigns that are known, newest first. */
    public List<CampaignSummary> summaries(Connection connection, Collection<String> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUMMARIES_OF)) {
            new Row(statement).texts(ids);
            return summaries(statement);
        }
    }

    public Optional<CampaignSummary> summary(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUMMARY)) {
            new Row(statement).text(id);
            return summaries(statement).stream().findFirst();
        }
    }

    /** The {@code SubmittedCampaign} message as JSON. */
    public Optional<String> document(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DOCUMENT)) {
            new Row(statement).text(id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    public boolean exists(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
            new Row(statement).text(id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static List<CampaignSummary> summaries(PreparedStatement statement) throws SQLException {
        List<CampaignSummary> summaries = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                summaries.add(new CampaignSummary(
                        rows.getString("campaign_id"),
                        rows.getString("name"),
                        rows.getObject("submitted_at", OffsetDateTime.class).toInstant(),
                        CampaignControl.State.valueOf(rows.getString("state")),
                        rows.getLong("jobs"),
                        rows.getLong("known"),
                        rows.getLong("succeeded"),
                        rows.getLong("failed")));
            }
        }
        return summaries;
    }
}
