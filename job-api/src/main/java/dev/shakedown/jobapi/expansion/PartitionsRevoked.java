package dev.shakedown.jobapi.expansion;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Stops the rounds of this instance when partitions are revoked. Those of its remaining partitions are redelivered. */
@ApplicationScoped
@Identifier("campaigns-reassigned")
class PartitionsRevoked implements KafkaConsumerRebalanceListener {

    private final CampaignExpander expander;

    PartitionsRevoked(CampaignExpander expander) {
        this.expander = expander;
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            expander.dropAll();
        }
    }
}
