package dev.shakedown.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPiecesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 20, 25})
    void cutsBytesSoThatTheyCanBeJoinedAgain(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }

        List<byte[]> pieces = RecordPieces.cut(bytes, 10);

        assertThat(pieces)
                .hasSize(Math.max(1, (length + 9) / 10))
                .allSatisfy(piece -> assertThat(piece.length).isLessThanOrEqualTo(10));
        assertThat(RecordPieces.join(pieces)).isEqualTo(bytes);
    }

    @Test
    void readsWhatItWrites() {
        RecordPieces.Place place = new RecordPieces.Place(2, 5);

        assertThat(RecordPieces.Place.parse(place.toString())).contains(place);
        assertThat(place.isLast()).isFalse();
        assertThat(new RecordPieces.Place(5, 5).isLast()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0/5", "6/5", "1", "1/0", "-1/5", "1/5/7", "1234567/1234567"})
    void refusesWhatIsNoPlace(String text) {
        assertThat(RecordPieces.Place.parse(text)).isEmpty();
    }

    @Test
    void aPieceHasANumberUpToTheCount() {
        assertThatThrownBy(() -> new RecordPieces.Place(6, 5)).hasMessageContaining("piece: 6/5: must be");
    }

    @Test
    void aRecordOfAPieceIsBelowKafkasDefaultLimit() {
        assertThat(RecordPieces.BYTES).isLessThan(1_000_000 - 10_000);
    }
}
