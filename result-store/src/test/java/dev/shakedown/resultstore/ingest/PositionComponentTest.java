package dev.shakedown.resultstore.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.Topics;
import dev.shakedown.resultstore.blob.Content;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import dev.shakedown.resultstore.ingest.IngestPosition.Advance;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Where PostgreSQL's records end, and what follows from it. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class PositionComponentTest {

    private static final TopicPartition PARTITION = new TopicPartition("positions", 3);

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    Database database;

    @Inject
    IngestPositionRepository positions;

    @Inject
    BatchIngest batches;

    @Test
    void aDatabaseThatIsReplacedByAnOlderOneGetsWhatItLacksWhileTheServiceRuns() {
        String id = "older-database";
        topics.write(Messages.campaign(id, 20));
        tables.execute("CREATE TABLE backup AS TABLE ingest_position");
        for (int ordinal = 0; ordinal < 19; ordinal++) {
            topics.write(Messages.request(id, ordinal));
        }
        awaitKnown(id, 19);

        tables.execute("""
                BEGIN;
                DELETE FROM job WHERE id IN (SELECT job_id FROM campaign_job WHERE campaign_id = 'older-database');
                DELETE FROM campaign_job WHERE campaign_id = 'older-database';
                DELETE FROM campaign_count WHERE campaign_id = 'older-database';
                UPDATE ingest_position p SET next_offset = b.next_offset
                FROM backup b WHERE (p.topic_id, p.partition) = (b.topic_id, b.partition);
                COMMIT;
                """);
        topics.write(Messages.request(id, 19));

        awaitKnown(id, 20);
        tables.execute("DROP TABLE backup");
    }

    @Test
    void everythingStoredIsBeforeAPosition() {
        topics.write(Messages.campaign("positions", 1));
        awaitKnown("positions", 0);

        Eventually.holds(() -> assertThat(tables.value(
                        "SELECT sum(next_offset) > 0 FROM ingest_position WHERE topic = 'shakedown.campaigns'"))
                .isEqualTo("t"));
    }

    @Test
    void aTopicThatIsMadeAgainBeginsAtZero() throws SQLException {
        UUID former = UUID.randomUUID();
        advance(position(former).to(500));

        assertThat(position(former).next()).isEqualTo(500);
        assertThat(position(UUID.randomUUID()).next()).isZero();
    }

    @Test
    void aReplicaThatIsBehindDoesNotTakeAPositionBack() throws SQLException {
        UUID topic = UUID.randomUUID();
        IngestPosition begin = position(topic);
        advance(begin.to(500));

        advance(begin.to(200));

        assertThat(position(topic).next()).isEqualTo(500);
    }

    @Test
    void recordsAfterOnesThatTheDatabaseLacksAreNotStored() throws SQLException {
        UUID topic = UUID.randomUUID();
        IngestPosition begin = position(topic);

        assertOlder(new IngestPosition(PARTITION, topic, 300).to(400));
        assertOlder(new IngestPosition(PARTITION, UUID.randomUUID(), 0).to(400));

        assertThat(position(topic)).isEqualTo(begin);
    }

    @Test
    void aBatchOfWhichOnePartitionIsBehindAdvancesNone() throws SQLException {
        UUID topic = UUID.randomUUID();
        UUID complete = UUID.randomUUID();
        IngestPosition begin = position(complete);
        position(topic);

        assertOlder(begin.to(70), new IngestPosition(PARTITION, topic, 300).to(400));

        assertThat(position(complete)).isEqualTo(begin);
    }

    @Test
    void aPartitionThatKafkaHasLessOfIsReadAgain() throws SQLException {
        UUID topic = UUID.randomUUID();
        advance(position(topic).to(500));

        advance(position(topic).to(40));

        assertThat(position(topic).next()).isEqualTo(40);
    }

    /** The trigger is the backup that is restored when the last part of a batch has been stored. */
    @Test
    void partsOfABatchThatABackupHasLostAreStoredAgainWithItsEnd() throws SQLException {
        tables.execute("""
                CREATE FUNCTION restore() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    DELETE FROM job WHERE id IN (SELECT job_id FROM campaign_job WHERE campaign_id = 'parts');
                    DELETE FROM campaign_job WHERE campaign_id = 'parts';
                    DELETE FROM campaign_count WHERE campaign_id = 'parts';
                    RETURN NULL;
                END
                $$;
                CREATE TRIGGER restore AFTER INSERT ON rejected_record FOR EACH ROW
                WHEN (NEW.record_key = 'refused') EXECUTE FUNCTION restore();
                """);
        UUID topic = UUID.randomUUID();
        IngestPosition begin = position(topic);

        batches.store(
                batches.read(List.of(
                        record(Topics.CAMPAIGNS, 0, "parts", Messages.campaign("parts", 2)),
                        record(Topics.REQUESTS, 1, "wiener", Messages.request("parts", 0)),
                        record(Topics.REQUESTS, 2, "wiener", Messages.request("parts", 1)),
                        record(Topics.CAMPAIGNS, 3, "refused", Messages.campaign("nul\0", 1)))),
                List.of(begin.to(4)));

        tables.execute("DROP TRIGGER restore ON rejected_record; DROP FUNCTION restore()");
        assertThat(tables.value("SELECT reason FROM rejected_record WHERE record_key = 'refused'"))
                .startsWith("It cannot be stored: ");
        assertThat(position(topic).next()).isEqualTo(4);
        awaitKnown("parts", 2);
    }

    private TopicRecord record(String topic, long offset, String key, Object message) {
        Content value = Content.of(topics.bytes(message));
        return new TopicRecord(topic, 0, 1_000_000 + offset, Messages.SUBMITTED, key, value, Map.of(), null);
    }

    private IngestPosition position(UUID topic) throws SQLException {
        return database.transaction(connection -> positions.of(connection, Map.of(PARTITION, topic)))
                .get(0);
    }

    private void advance(Advance... ends) throws SQLException {
        database.transaction(connection -> {
            positions.advance(connection, List.of(ends));
            return true;
        });
    }

    private void assertOlder(Advance... ends) {
        assertThatThrownBy(() -> advance(ends)).isInstanceOf(OlderDatabaseException.class);
    }

    private static void awaitKnown(String id, int known) {
        Eventually.holds(() ->
                given().get("/api/v1/campaigns/{id}", id).then().statusCode(200).body("known", equalTo(known)));
    }
}
