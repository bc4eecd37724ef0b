package dev.shakedown.resultstore.campaign;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.resultstore.database.Row;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** The table {@code campaign_control}. */
@Singleton
public class ControlRepository {

    /** The state decides between two of the same moment, so that the order of arrival never does. */
    private static final String UPSERT = """
            INSERT INTO campaign_control AS known (campaign_id, state, abandoned, asked_at)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (campaign_id) DO UPDATE
            SET state = excluded.state, abandoned = excluded.abandoned, asked_at = excluded.asked_at
            WHERE (known.abandoned, known.asked_at, known.state)
                < (excluded.abandoned, excluded.asked_at, excluded.state)
            """;

    /** Keeps what was asked last of each campaign. */
    public void keepLatest(Connection connection, List<CampaignControl> controls) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            for (CampaignControl control : controls) {
                new Row(statement)
                        .text(control.campaignId())
                        .text(control.state().name())
                        .number(control.abandoned())
                        .time(control.at());
                // One by one: two of the same campaign cannot be written by one statement.
                statement.executeUpdate();
            }
        }
    }
}
