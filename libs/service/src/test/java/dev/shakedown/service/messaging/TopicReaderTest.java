package dev.shakedown.service.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.service.messaging.TopicReader.Start;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

    private static final TopicPartition FIRST = new TopicPartition("news", 0);
    private static final TopicPartition SECOND = new TopicPartition("news", 1);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");

    TopicReaderTest() {
        consumer.assign(List.of(FIRST, SECOND));
        consumer.updateBeginningOffsets(Map.of(FIRST, 3L, SECOND, 4L));
        consumer.updateEndOffsets(Map.of(FIRST, 10L, SECOND, 20L));
    }

    @Test
    void newsBeginAtTheEnd() {
        TopicReader.seek(consumer, Start.END, Map.of());

        assertThat(consumer.position(FIRST)).isEqualTo(10);
        assertThat(consumer.position(SECOND)).isEqualTo(20);
    }

    @Test
    void newsThatCameDuringAFailureAreReadAfterIt() {
        TopicReader.seek(consumer, Start.END, Map.of(FIRST, 7L));
        assertThat(consumer.position(FIRST)).isEqualTo(7);
        assertThat(consumer.position(SECOND)).isEqualTo(20);

        TopicReader.seek(consumer, Start.END, Map.of(FIRST, 7L, SECOND, 18L));
        assertThat(consumer.position(FIRST)).isEqualTo(7);
        assertThat(consumer.position(SECOND)).isEqualTo(18);
    }

    @Test
    void everythingBeginsAtTheBeginningAgain() {
        TopicReader.seek(consumer, Start.BEGINNING, Map.of(FIRST, 7L));

        assertThat(consumer.position(FIRST)).isEqualTo(3);
        assertThat(consumer.position(SECOND)).isEqualTo(4);
    }
}
