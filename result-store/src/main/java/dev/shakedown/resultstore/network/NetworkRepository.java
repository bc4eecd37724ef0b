package dev.shakedown.resultstore.network;

import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.database.Table;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The table {@code network}. */
@Singleton
public class NetworkRepository {

    /** A file's card is inside of it: what is known of a file never changes. */
    private static final String INSERT = """
            INSERT INTO network (sha256, id, kind, title, precision, parameters, licence, card)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb -> 'card')
            ON CONFLICT (sha256) DO NOTHING
            """;

    private static final String ALL = """
            SELECT sha256, id, kind, title, precision, parameters, licence
            FROM network
            ORDER BY id, sha256
            """;

    /** All that are known, without their cards. */
    public Table all(Connection connection) throws SQLException {
        return Sql.table(connection, ALL, row -> {});
    }

    /** Keeps networks that are new. */
    public void insertAll(Connection connection, List<ReceivedMessage<AnnouncedNetwork>> networks) throws SQLException {
        for (ReceivedMessage<AnnouncedNetwork> received : networks) {
            NetworkCard card = received.body().card();
            Sql.update(
                    connection,
                    INSERT,
                    row -> row.text(received.body().sha256())
                            .text(card.name())
                            .text(card.kind() == NetworkCard.Kind.BLIND ? "blind" : "non-blind")
                            .text(card.title())
                            .text(card.precision())
                            .number(card.parameters())
                            .text(card.licence())
                            .text(received.json()));
        }
    }
}
