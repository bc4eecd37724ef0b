package dev.shakedown.attackworker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.delivery.DeliveredRequest.RecordPosition;
import dev.shakedown.contract.RecordPieces;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StatePiecesTest {

    private static final TopicPartition HERE = new TopicPartition("shakedown.requests.resumed", 3);
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final StatePieces pieces = new StatePieces();
    private long offset;

    @Test
    void putsPiecesTogetherWithTheLastOneAndNamesTheRecordsBeforeIt() {
        assertThat(add("a", 1, 1, 3, 10)).isNull();
        assertThat(add("b", 1, 1, 2, 77)).as("another job between").isNull();
        assertThat(add("a", 1, 2, 3, 11)).isNull();

        StatePieces.Whole whole = add("a", 1, 3, 3, 12);

        assertThat(whole.bytes()).containsExactly(10, 11, 12);
        assertThat(whole.places()).extracting(RecordPosition::offset).containsExactly(0L, 2L);
    }

    @Test
    void aPieceThatIsSentAgainReplacesTheFormer() {
        add("a", 1, 1, 2, 10);
        add("a", 1, 1, 2, 20);

        StatePieces.Whole whole = add("a", 1, 2, 2, 21);

        assertThat(whole.bytes()).containsExactly(20, 21);
        assertThat(whole.places()).extracting(RecordPosition::offset).containsExactly(0L, 1L);
    }

    @Test
    void aStateWithAMissingPieceIsEmptySoThatItsJobStartsFromTheBeginning() {
        add("a", 1, 2, 3, 11);

        assertThat(add("a", 1, 3, 3, 12).bytes()).isEmpty();
        assertThat(add("c", 1, 3, 3, 12).bytes()).isEmpty();
    }

    @Test
    void anotherLegIsAnotherState() {
        add("a", 1, 1, 2, 10);
        add("a", 2, 1, 2, 20);

        assertThat(add("a", 2, 2, 2, 21).bytes()).containsExactly(20, 21);
    }

    @Test
    void givesUpWhatStaysIncompleteUnlessItsPartitionIsHeldBack() {
        add("a", 1, 1, 2, 10);
        Instant later = NOW.plus(Duration.ofMinutes(11));

        assertThat(pieces.giveUp(List.of(HERE), later)).isEmpty();
        assertThat(pieces.giveUp(List.of(), later.plusSeconds(60))).isEmpty();
        assertThat(pieces.giveUp(List.of(), later.plus(Duration.ofMinutes(11))))
                .extracting(RecordPosition::offset)
                .containsExactly(0L);
        assertThat(add("a", 1, 2, 2, 11).bytes()).isEmpty();
    }

    @Test
    void forgetsPartitionsThatLeave() {
        add("a", 1, 1, 2, 10);

        pieces.forget(List.of(HERE));

        assertThat(add("a", 1, 2, 2, 11).places()).isEmpty();
    }

    private StatePieces.Whole add(String job, long leg, int number, int count, int value) {
        return pieces.add(
                new RecordPosition(HERE, offset++),
                job,
                leg,
                new RecordPieces.Place(number, count),
                new byte[] {(byte) value},
                NOW);
    }
}
