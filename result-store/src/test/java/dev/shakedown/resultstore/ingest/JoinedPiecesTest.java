package dev.shakedown.resultstore.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.Topics;
import dev.shakedown.resultstore.blob.Content;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JoinedPiecesTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    private long offset;

    @Test
    void putsPiecesOfOneBatchTogetherInWhateverOrderTheyCome() {
        TopicRecord other = record(Topics.RESULTS, "whatever", "", 7);

        List<TopicRecord> joined = JoinedPieces.of(List.of(
                record(Topics.ARTIFACTS, "a", "2/3", 12),
                other,
                record(Topics.ARTIFACTS, "a", "1/3", 11),
                record(Topics.ARTIFACTS, "a", "1/3", 11),
                record(Topics.ARTIFACTS, "a", "3/3", 13)));

        assertThat(joined).hasSize(2).contains(other);
        assertThat(joined.get(0).value()).isEqualTo(Content.of(new byte[] {11, 12, 13}));
        assertThat(joined.get(0).headers()).doesNotContainKey("piece").containsEntry("sha256", "a");
    }

    @Test
    void leavesWhatIsIncompleteAsItIs() {
        List<TopicRecord> records = List.of(
                record(Topics.ARTIFACTS, "a", "1/3", 11),
                record(Topics.ARTIFACTS, "b", "2/3", 12),
                record(Topics.ARTIFACTS, "a", "3/3", 13),
                record(Topics.ARTIFACTS, "c", "", 14),
                record(Topics.ARTIFACTS, "d", "4/3", 15));

        assertThat(JoinedPieces.of(records)).isEqualTo(records);
    }

    private TopicRecord record(String topic, String sha256, String piece, int value) {
        return new TopicRecord(
                topic,
                0,
                offset++,
                THEN,
                "job",
                Content.of(new byte[] {(byte) value}),
                piece.isEmpty() ? Map.of("sha256", sha256) : Map.of("sha256", sha256, "piece", piece),
                null);
    }
}
