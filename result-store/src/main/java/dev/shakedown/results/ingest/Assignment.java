package dev.shakedown.results.ingest;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Notes whether the consumer group has given this consumer its share. */
@ApplicationScoped
@Identifier("ingest")
public class Assignment implements KafkaConsumerRebalanceListener {

    private final IngestState state;

    @Inject
    Assignment(IngestState state) {
        this.state = state;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        state.setAssigned(true);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        state.setAssigned(false);
    }
}
