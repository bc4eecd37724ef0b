package dev.shakedown.resultstore.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import java.nio.charset.StandardCharsets;

/** Records of one partition are stored in order: when one per partition has come, all before it have. */
final class Fence {

    private Fence() {}

    static void await(String name, TopicWriter topics, Tables tables) {
        int records = 0;
        for (String topic : topics.matching(Subscriptions.TOPICS)) {
            for (int partition = 0; partition < topics.partitions(topic); partition++) {
                topics.writeTo(topic, partition, name, (name + topic + partition).getBytes(StandardCharsets.UTF_8));
                records++;
            }
        }
        String expected = Integer.toString(records);
        Eventually.holds(
                () -> assertThat(tables.value("SELECT count(*) FROM rejected_record WHERE record_key = '" + name + "'"))
                        .isEqualTo(expected));
    }
}
